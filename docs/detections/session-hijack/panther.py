SIGNALS = {"signal:asn_changed", "signal:user_agent_changed"}


def rule(event):
    labels = event.deep_get("metadata", "labels", default=[])
    return event.get("class_uid") != 2004 and SIGNALS.issubset(labels) and event.get("severity_id", 0) >= 4


def title(event):
    user = event.deep_get("user", "name", default="unknown user")
    return f"Auth0 session of {user} moved to another network and another client"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))
