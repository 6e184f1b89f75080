"""A protection against brute force, suspicious addresses or breached passwords was switched off. Converted from
sigma.yml, do not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="") == "PATCH",
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/attack-protection/"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/attack-protection/"
                    ),
                ]
            ),
            str(event.deep_get("api", "response", "data", "body", "enabled", default="")).lower()
            in ["false", "disabled"],
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Attack Protection Switched Off: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
