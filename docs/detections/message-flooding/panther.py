"""At least five text messages or calls went to one user within ten minutes. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in ["gd_send_sms", "gd_send_voice"]:
        return True
    return False


def title(event):
    return f"Auth0 Many Text Messages Or Calls To One User: {event.deep_get('user', 'name')}"


def dedup(event):
    return (event.deep_get("user", "uid") or event.deep_get("metadata", "uid") or "")


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "user_id": event.deep_get("user", "uid"),
        "user": event.deep_get("user", "name"),
        "src": event.deep_get("src_endpoint", "ip"),
    }
