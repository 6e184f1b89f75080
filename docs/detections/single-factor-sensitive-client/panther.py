"""Login without a second factor to a sensitive application."""

# Client IDs of the applications that ask for a second factor at your place.
SENSITIVE_CLIENTS = {"ExampleClientId00000000000000001"}

LOGON = 300201
SUCCESS = 1
WEBAUTHN = 10


def rule(event):
    return (
        event.get("type_uid") == LOGON
        and event.get("status_id") == SUCCESS
        # A silent renewal is no login.
        and event.deep_get("metadata", "event_code") != "ssa"
        # Not `not`: where it is not known, the attribute is absent.
        and event.get("is_mfa") is False
        and WEBAUTHN not in [factor.get("factor_type_id") for factor in event.get("auth_factors") or []]
        and event.deep_get("service", "uid") in SENSITIVE_CLIENTS
    )


def title(event):
    return (
        f"{event.deep_get('user', 'name')} signed in to {event.deep_get('service', 'name')} "
        "without a second factor"
    )


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "session_id": event.deep_get("metadata", "correlation_uid"),
        "user_id": event.deep_get("user", "uid"),
        "ip": event.deep_get("src_endpoint", "ip"),
        "client_id": event.deep_get("service", "uid"),
        "factors": [factor.get("factor_type") for factor in event.get("auth_factors") or []],
    }
