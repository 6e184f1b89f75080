"""All sessions and tokens of a user were ended by the identity provider: find out what it saw. Converted from
sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "universal_logout_succeeded":
        return True
    return False


def title(event):
    return f"Auth0 Universal Logout: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
