"""A password known from breaches elsewhere was tried at login, reset or sign-up. Converted from sigma.yml, do not
edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in [
        "pwd_leak",
        "reset_pwd_leak",
        "signup_pwd_leak",
    ]:
        return True
    return False


def title(event):
    return f"Auth0 Leaked Password Tried: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
