"""The tenant reached its limit of API requests; logins fail meanwhile. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "api_limit":
        return True
    return False


def title(event):
    return f"Auth0 Rate Limit Reached: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
