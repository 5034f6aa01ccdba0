# Varnish before Broadsheet. Start: varnishd -f /etc/varnish/broadsheet.vcl -a :80 -s malloc,512m
# In broadsheet.env: BROADSHEET_PURGE_URL=http://127.0.0.1:80 (where Varnish takes PURGE).
vcl 4.1;

backend default { .host = "127.0.0.1"; .port = "8000"; }

# Who may say that a page has changed: the machines that run Broadsheet.
acl newsroom { "127.0.0.1"; "::1"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ newsroom) { return (synth(405)); }
        return (purge);
    }
    # Other spellings of an address: Broadsheet sees paths decoded, and could not tell them from the plain one.
    if (req.url ~ "(?i)^[^?]*%(2f|5c|2e|00|3f|23|25)") { return (synth(400)); }
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
