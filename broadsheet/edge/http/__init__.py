"""RsgiProtocol HTTP: the front that Granian calls, what is refused, what is sent."""
