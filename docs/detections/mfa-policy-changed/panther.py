"""The policy that says when a second factor is asked for was changed. Converted from sigma.yml, do not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="") == "PUT",
            event.deep_get("http_request", "url", "path", default="")
            in ["/api/v2/guardian/policies", "/v2/guardian/policies"],
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 MFA Policy Changed: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
