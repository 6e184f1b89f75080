"""At least eight wrong passwords for one account within ten minutes, from whatever address. Converted from
sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "fp":
        return True
    return False


def title(event):
    return f"Auth0 Many Wrong Passwords For One Account: {event.deep_get('user', 'name')}"


def dedup(event):
    return (event.deep_get("user", "name") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "user": event.deep_get("user", "name"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
