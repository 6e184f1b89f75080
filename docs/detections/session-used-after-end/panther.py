SIGNALS = {"signal:session_gone", "signal:session_used_after_end"}


def rule(event):
    labels = event.deep_get("metadata", "labels", default=[])
    return event.get("class_uid") != 2004 and not SIGNALS.isdisjoint(labels)


def title(event):
    user = event.deep_get("user", "name", default="unknown user")
    return f"Auth0 session of {user} used after its end"


def dedup(event):
    return event.deep_get("metadata", "correlation_uid", default=event.deep_get("metadata", "uid", default=""))
