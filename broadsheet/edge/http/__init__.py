"""HTTP: the front that Granian calls, the requests that it refuses, and the answers that it sends."""
