"""Users were imported, with passwords and factors that somebody else chose. Converted from sigma.yml, do not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="") == "POST",
            event.deep_get("http_request", "url", "path", default="")
            in ["/api/v2/jobs/users-imports", "/v2/jobs/users-imports"],
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Users Imported: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
