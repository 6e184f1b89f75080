"""An administrator made an enrolment, a ticket for one, or a recovery code for a user. Converted from sigma.yml,
do not edit."""


def rule(event):
    if any(
        [
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("http_request", "http_method", default="") == "POST",
                    event.deep_get("http_request", "url", "path", default="")
                    in ["/api/v2/guardian/enrollments/ticket", "/v2/guardian/enrollments/ticket"],
                ]
            ),
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("http_request", "http_method", default="") == "POST",
                    any(
                        [
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/users/"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/users/"
                            ),
                        ]
                    ),
                    any(
                        [
                            event.deep_get("http_request", "url", "path", default="").endswith(
                                "/authentication-methods"
                            ),
                            event.deep_get("http_request", "url", "path", default="").endswith(
                                "/recovery-code-regeneration"
                            ),
                        ]
                    ),
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Second Factor Enrolled For A User: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
