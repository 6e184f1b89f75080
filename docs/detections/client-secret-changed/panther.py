"""An application has a new secret or key: whoever made it can act as the application. Converted from sigma.yml, do
not edit."""


def rule(event):
    if all(
        [
            event.deep_get("metadata", "event_code", default="") == "sapi",
            event.deep_get("http_request", "http_method", default="") == "POST",
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/api/v2/clients/"
                    ),
                    event.deep_get("http_request", "url", "path", default="").startswith(
                        "/v2/clients/"
                    ),
                ]
            ),
            any(
                [
                    event.deep_get("http_request", "url", "path", default="").endswith(
                        "/rotate-secret"
                    ),
                    event.deep_get("http_request", "url", "path", default="").endswith(
                        "/credentials"
                    ),
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Client Secret Rotated Or Credential Added: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
