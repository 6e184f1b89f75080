"""Brute-force protection blocked an address for one account. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in ["limit_wc", "limit_sul"]:
        return True
    return False


def title(event):
    return f"Auth0 Blocked Logins Into One Account: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
