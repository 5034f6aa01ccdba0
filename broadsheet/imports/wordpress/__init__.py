"""A WordPress export (WXR 1.0 to 1.2) brought into an edition: `broadsheet import wordpress FILE.xml`.

`export` reads the file as a stream, `survey` goes through it once and says where everything will stand,
`text` turns a post's text into blocks, `actions/` write, and `run` ties them together.
"""
