//! Quilt's MCP service: healthy when it has its environment, and only then. It writes to /tmp and /run alone.

use std::fs;

use super::wire::{listen, variable};
use super::{Ran, fails};

const WANTED: [&str; 10] = [
    "FASTMCP_TRANSPORT",
    "FASTMCP_HOST",
    "FASTMCP_PORT",
    "QUILT_MULTITENANT_MODE",
    "QUILT_DISABLE_CACHE",
    "QUILT_CATALOG_URL",
    "QUILT_REGISTRY_URL",
    "MCP_JWT_SECRET",
    "MCP_JWT_ISSUER",
    "MCP_JWT_AUDIENCE",
];

pub(super) fn serve() -> Ran {
    let missing = WANTED.iter().filter(|name| variable(name).is_none());
    let missing: Vec<&str> = missing.copied().collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(fails(
            1,
            format!("quilt-mcp: missing environment: {missing}"),
        ));
    }
    let value = |name| variable(name).unwrap_or_default();
    if value("FASTMCP_TRANSPORT") != "http" {
        return Err(fails(1, "quilt-mcp: FASTMCP_TRANSPORT is not http"));
    }
    for name in ["QUILT_CATALOG_URL", "QUILT_REGISTRY_URL"] {
        if !value(name).starts_with("https://") && !value(name).starts_with("http://") {
            return Err(fails(1, format!("quilt-mcp: {name} is no URL")));
        }
    }
    let port = value("FASTMCP_PORT").parse();
    let port = port.map_err(|_| fails(1, "quilt-mcp: FASTMCP_PORT is no port"))?;
    for place in ["/tmp/quilt-mcp.cache", "/run/quilt-mcp.pid"] {
        fs::write(place, std::process::id().to_string())
            .map_err(|error| fails(1, format!("quilt-mcp: {place}: {error}")))?;
    }
    let host = value("FASTMCP_HOST");
    let listener = listen(&host, port)?;
    println!("INFO:     quilt-mcp, a stand-in, running on http://{host}:{port}");
    super::web::serve(&listener, "quilt-mcp", |path| match path {
        "/health" => ("200 OK", "{\"status\":\"ok\"}".to_owned()),
        "/mcp" => ("401 Unauthorized", "{\"error\":\"no token\"}".to_owned()),
        _ => ("404 Not Found", "{\"error\":\"not found\"}".to_owned()),
    });
    Ok(())
}
