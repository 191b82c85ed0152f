//! HTTP, as far as a registry needs it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request without its body: none has one.
pub(super) async fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut read = Vec::new();
    let mut buffer = [0; 1024];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await? {
            0 => break,
            some => read.extend_from_slice(&buffer[..some]),
        }
    }
    Ok(String::from_utf8_lossy(&read).into_owned())
}

pub(super) fn start(status: &str, more: &str, length: usize) -> String {
    format!(
        "HTTP/1.1 {status}\r\nDocker-Distribution-Api-Version: registry/2.0\r\n{more}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    )
}

pub(super) async fn send(
    stream: &mut TcpStream,
    (status, more): (&str, &str),
    body: &[u8],
) -> std::io::Result<()> {
    stream
        .write_all(start(status, more, body.len()).as_bytes())
        .await?;
    stream.write_all(body).await?;
    stream.flush().await
}
