"""The level of bot detection or its captcha was changed. Converted from sigma.yml, do not edit."""


def rule(event):
    if any(
        [
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("http_request", "http_method", default="") == "PATCH",
                    any(
                        [
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/attack-protection/bot-detection"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/attack-protection/bot-detection"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/api/v2/attack-protection/captcha"
                            ),
                            event.deep_get("http_request", "url", "path", default="").startswith(
                                "/v2/attack-protection/captcha"
                            ),
                        ]
                    ),
                ]
            ),
            all(
                [
                    event.deep_get("metadata", "event_code", default="") == "sapi",
                    event.deep_get("message", default="")
                    == "Create or update the anomaly detection captcha",
                ]
            ),
        ]
    ):
        return True
    return False


def title(event):
    return f"Auth0 Bot Detection Changed: {event.deep_get('actor', 'user', 'uid')}"


def dedup(event):
    return event.deep_get("metadata", "uid") or ""


def alert_context(event):
    return {
        "log_id": event.deep_get("metadata", "uid"),
        "admin_id": event.deep_get("actor", "user", "uid"),
        "src": event.deep_get("src_endpoint", "ip"),
        "operation": event.deep_get("api", "operation"),
    }
