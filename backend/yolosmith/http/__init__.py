"""What all routes share: security, limits, problem+json, SSE framing."""
