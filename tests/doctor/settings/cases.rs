//! Values that cannot be used.

/// Variables, and parts of what is said of them and of what would mend them.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

pub(super) const CANNOT_BE_USED: &[Case] = &[
    (
        &[("HAILER_ALLOWED_ROOTS", "srv")],
        "HAILER_ALLOWED_ROOTS holds \"srv\", which is not an absolute path",
        "HAILER_ALLOWED_ROOTS=/srv",
    ),
    (
        &[("HAILER_ALLOWED_ROOTS", "/srv/../etc")],
        "without '..'",
        "HAILER_ALLOWED_ROOTS=/srv",
    ),
    (
        &[("HAILER_DATA_DIR", "data")],
        "HAILER_DATA_DIR holds \"data\"",
        "HAILER_DATA_DIR=/var/lib/hailer",
    ),
    (
        &[("HAILER_PRESETS_DIR", "presets")],
        "HAILER_PRESETS_DIR holds",
        "HAILER_PRESETS_DIR=/etc/hailer/presets",
    ),
    (
        &[("DATABASE_URL", "mysql://db")],
        "DATABASE_URL asks for \"mysql\"",
        "DATABASE_URL=postgres://",
    ),
    (
        &[
            ("DATABASE_URL", "postgres://db"),
            ("DATABASE_URL_FILE", "/x"),
        ],
        "is set twice",
        "DATABASE_URL=",
    ),
    (
        &[("DATABASE_URL_FILE", "/nowhere/url")],
        "can't be read: No such file",
        "DATABASE_URL_FILE=/run/secrets",
    ),
    (
        &[("DOCKER_HOST", "ssh://deploy@host")],
        "only unix:// and tcp:// are spoken",
        "DOCKER_HOST=unix:///var/run/docker.sock",
    ),
    (
        &[
            ("DOCKER_HOST", "tcp://10.0.0.7:2376"),
            ("DOCKER_TLS_VERIFY", "1"),
        ],
        "over TLS",
        "DOCKER_HOST=unix://",
    ),
    (
        &[("HAILER_ADMINS", "ada")],
        "HAILER_ADMINS can't be read",
        "HAILER_ADMINS=telegram:7,github:583231",
    ),
    (
        &[("HAILER_ADMINS", "telegram:@ada")],
        "HAILER_ADMINS can't be read",
        "HAILER_ADMINS=telegram:7",
    ),
    (
        &[("HAILER_LISTEN", "8080")],
        "HAILER_LISTEN is \"8080\"",
        "HAILER_LISTEN=127.0.0.1:8080",
    ),
    (
        &[("HAILER_LEASE", "1ms")],
        "not a time between 2s and 10m",
        "HAILER_LEASE=30s",
    ),
    (
        &[("HAILER_REGISTRIES", "ghcr.io")],
        "number 1",
        "HAILER_REGISTRIES=ghcr.io=USER:TOKEN",
    ),
    (
        &[("TELEGRAM_BOT_TOKEN", "hunter2")],
        "doesn't have a bot token's form",
        "TELEGRAM_BOT_TOKEN=123456789:AAE",
    ),
    (
        &[("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token")],
        "can't be read",
        "TELEGRAM_BOT_TOKEN_FILE=",
    ),
    (
        &[
            ("TELEGRAM_BOT_TOKEN", KEY_OF_A_BOT),
            ("TELEGRAM_API_URL", "telegram"),
        ],
        "no address of the web",
        "TELEGRAM_API_URL=https://api.telegram.org",
    ),
    (
        &[("GITHUB_APP_ID", "12345")],
        "GITHUB_APP_PRIVATE_KEY_FILE is not set",
        "GITHUB_APP_PRIVATE_KEY_FILE=/etc/hailer",
    ),
    (
        &[
            ("GITHUB_APP_ID", "12345"),
            ("GITHUB_APP_PRIVATE_KEY_FILE", "/nowhere/app.pem"),
        ],
        "which can't be read",
        "GITHUB_APP_PRIVATE_KEY_FILE=",
    ),
    (
        &[("GITHUB_APP_PRIVATE_KEY", "hunter2")],
        "GITHUB_APP_ID is not set",
        "GITHUB_APP_ID=12345",
    ),
    (
        &[
            ("GITHUB_TOKEN", "hunter2"),
            ("GITHUB_WEBHOOK_SECRET_FILE", "/dev/null"),
        ],
        "names \"/dev/null\", which holds nothing",
        "GITHUB_WEBHOOK_SECRET_FILE=/run/secrets",
    ),
    (
        &[("GITHUB_TOKEN", "hunter2"), ("GITHUB_APP_ID", "12345")],
        "beside GITHUB_TOKEN",
        "GITHUB_APP_ID=",
    ),
    (
        &[("GITHUB_TOKEN", "hunter2"), ("GITHUB_MODE", "push")],
        "webhook or poll",
        "GITHUB_MODE=webhook",
    ),
];

/// One that nothing is asked with.
const KEY_OF_A_BOT: &str = "7:AAhunter2hunter2hunter2hunter2hunter2";
