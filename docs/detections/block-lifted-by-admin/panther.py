"""An administrator released a blocked user or address. Converted from sigma.yml, do not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="") == "DELETE",
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/user-blocks"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/user-blocks"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/anomaly/blocks/ips/"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/anomaly/blocks/ips/"
                    ),
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Block Lifted By An Administrator: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
