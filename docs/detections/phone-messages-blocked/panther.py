"""A user reached the limit of text messages or calls. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "limit_phone":
        return True
    return False


def title(event):
    return f"Auth0 Stopped Messages To A Telephone: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
