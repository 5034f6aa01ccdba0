# Varnish in front of Broadsheet. Start it with:
#     varnishd -f /etc/varnish/broadsheet.vcl -a :80 -a purge=127.0.0.1:6082 -s malloc,512m \
#         -p backend_idle_timeout=5 -p thread_pool_min=200 -p thread_queue_limit=1000
# `backend_idle_timeout`: must be shorter than the 20 seconds after which Broadsheet closes idle connections. A slowly sent request holds
# a thread of Varnish. There may be 10,000 threads (`thread_pool_max` 5000, `thread_pools` 2): other requests wait for new threads, and are
# not refused.
# Set in broadsheet.env: BROADSHEET_PURGE_URL=http://127.0.0.1:6082. PURGE is accepted on that socket only. The client's address is not enough,
# because requests through a TLS proxy on this machine come from this machine's address too. If Broadsheet runs on another machine, give the
# socket an address of the internal network.
vcl 4.1;

import std;

backend default { .host = "127.0.0.1"; .port = "8000"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (local.socket != "purge") { return (synth(405)); }
        return (purge);
    }
    # Refuse other spellings of an address: Broadsheet sees decoded paths, and could not distinguish them from the plain one.
    if (req.url ~ "(?i)^[^?]*%(2f|5c|2e|00|3f|23|25)") { return (synth(400)); }
    # The body of an anonymous client is collected here, and passed on with its length when it is complete. Broadsheet accepts 2.5 MB.
    if (req.method != "GET" && req.method != "HEAD" && req.http.Cookie !~ "edge_session=") {
        if (!std.cache_req_body(3MB)) { return (synth(413)); }
    }
    # Remove campaign parameters, which Broadsheet ignores, so that a purge reaches every copy.
    if (req.url ~ "[?&](utm_[a-z]+|gclid|fbclid|mc_[a-z]+)=") {
        set req.url = regsuball(req.url, "(utm_[a-z]+|gclid|fbclid|mc_[a-z]+)=[^&]*&?", "");
        set req.url = regsub(req.url, "[?&]$", "");
    }
    # Only a session can change a page; Broadsheet itself checks whether the marker is valid.
    if (req.url !~ "^/(admin|media|_util)/" && req.http.Cookie !~ "(edge_session|sessionid)=") {
        unset req.http.Cookie;
    }
}
