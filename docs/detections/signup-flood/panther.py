"""At least eight users signed up from one address within ten minutes. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") == "ss":
        return True
    return False


def title(event):
    return f"Auth0 Many Sign-Ups From One Address: {event.deep_get('user', 'name')}"


def dedup(event):
    return (event.deep_get("src_endpoint", "ip") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "user": event.deep_get("user", "name"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
