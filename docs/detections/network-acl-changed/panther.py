"""A rule about which networks may reach the tenant was created, changed or deleted. Converted from sigma.yml, do
not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="")
            in ["POST", "PATCH", "PUT", "DELETE"],
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/network-acls"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/network-acls"
                    ),
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Network ACL Changed: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
