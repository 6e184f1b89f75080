"""Somebody who knows the password guessed codes until Auth0 stopped it. Converted from sigma.yml, do not edit."""


def rule(event):
    if event.deep_get("metadata", "event_code", default="") in [
        "gd_otp_rate_limit_exceed",
        "gd_recovery_rate_limit_exceed",
    ]:
        return True
    return False


def title(event):
    return f"Auth0 Stopped Guessing Of A Second Factor: {event.deep_get('message')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "event_code": event.deep_get("metadata", "event_code"),
        "message": event.deep_get("message"),
    }
