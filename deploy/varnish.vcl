vcl 4.1;

# Varnish in front of Pullquote. Readers are served from Varnish, which asks the
# blog once for each page after each change. The blog is started with
#
#   pullquote serve --addr 127.0.0.1:8080 --trusted-proxy 127.0.0.1 \
#       --base-url https://links.example.org --purge http://127.0.0.1:6081/

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8080";
    .probe = {
        .url = "/readyz";
        .interval = 5s;
    }
}

# Who may say that pages have changed: the blog.
acl blog {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ blog) {
            return (synth(403, "Not allowed"));
        }
        # Everything: what a post changes stands on many pages.
        ban("obj.status != 0");
        return (synth(200, "Purged"));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # The author talks to the blog itself. Readers have no cookies of the blog's.
    if (req.http.Cookie ~ "(^|; ?)(__Host-|__Secure-)?pullquote=") {
        return (pass);
    }
    unset req.http.Cookie;
    # Feeds come in two types, one of them for browsers, and not in one for each
    # way of asking.
    if (req.http.Accept ~ "text/html") {
        set req.http.Accept = "text/html";
    } else {
        unset req.http.Accept;
    }
    # What is old is shown while the blog is down, and never before.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 0s;
    }
    return (hash);
}

sub vcl_backend_response {
    set beresp.grace = 7d;
}
