# Varnish before Broadsheet. Start:
#     varnishd -f /etc/varnish/broadsheet.vcl -a :80 -a purge=127.0.0.1:6082 -s malloc,512m \
#         -p backend_idle_timeout=5 -p thread_pool_min=200 -p thread_queue_limit=1000
# `backend_idle_timeout`: Broadsheet closes what is idle after 20 seconds. A request that is sent slowly holds a thread of Varnish's,
# of which there may be 10,000 (`thread_pool_max` 5000, `thread_pools` 2): others wait for new ones to be made, and are not turned away.
# In broadsheet.env: BROADSHEET_PURGE_URL=http://127.0.0.1:6082. PURGE is taken at that door alone: who comes by a TLS proxy on this machine has
# this machine's address, too. Where Broadsheet runs elsewhere, give the door an address of the inner network.
vcl 4.1;

import std;

backend default { .host = "127.0.0.1"; .port = "8000"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (local.socket != "purge") { return (synth(405)); }
        return (purge);
    }
    # Other spellings of an address: Broadsheet sees paths decoded, and could not tell them from the plain one.
    if (req.url ~ "(?i)^[^?]*%(2f|5c|2e|00|3f|23|25)") { return (synth(400)); }
    # What a stranger sends waits here until it is whole, and is passed on with its length; Broadsheet takes 2,5 MB of one.
    if (req.method != "GET" && req.method != "HEAD" && req.http.Cookie !~ "edge_session=") {
        if (!std.cache_req_body(3MB)) { return (synth(413)); }
    }
    # Broadsheet drops what campaigns add to addresses; dropped here too, a purge reaches every copy.
    if (req.url ~ "[?&](utm_[a-z]+|gclid|fbclid|mc_[a-z]+)=") {
        set req.url = regsuball(req.url, "(utm_[a-z]+|gclid|fbclid|mc_[a-z]+)=[^&]*&?", "");
        set req.url = regsub(req.url, "[?&]$", "");
    }
    # Only a session makes a difference to a page; the server itself tells whether the marker is true.
    if (req.url !~ "^/(admin|media|_util)/" && req.http.Cookie !~ "(edge_session|sessionid)=") {
        unset req.http.Cookie;
    }
}
