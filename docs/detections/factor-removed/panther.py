"""A device for the second factor was unenrolled. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "gd_unenroll":
        return True
    return False


def title(event):
    return f"Auth0 Second Factor Removed: {event.deep_get('user', 'name')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "user_id": event.deep_get("user", "uid"),
        "user": event.deep_get("user", "name"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
