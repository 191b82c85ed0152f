//! A registry that isn't well, on loopback: it speaks just enough of the registry protocol (distribution, "API") to go
//! wrong in the middle of it.

mod http;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use http::{head, send, start};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Illness {
    /// It takes connections and never answers.
    Silent,
    /// It refuses everybody, and says back who asked.
    Refuses,
    /// It has no image, and takes none.
    TakesNothing,
    /// It has no image, and keeps whoever brings one waiting.
    TakesForever,
    /// It sends half of a layer and then nothing.
    StallsInALayer,
    /// It sends half of a layer and hangs up, this often; then it is well.
    CutsALayer(u32),
}

/// It serves one image under any name and tag, until it is dropped.
pub(crate) struct Unwell {
    pub(crate) host: String,
    /// How often its layer was asked for.
    layers_asked: watch::Receiver<u32>,
    serving: tokio::task::JoinHandle<()>,
}

struct Image {
    illness: Illness,
    manifest: Vec<u8>,
    config: Vec<u8>,
    layer: Vec<u8>,
    cut: AtomicU32,
    asked: watch::Sender<u32>,
}

impl Unwell {
    /// Starts it.
    pub(crate) async fn start(illness: Illness) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (asked, layers_asked) = watch::channel(0);
        let image = Arc::new(Image::new(illness, asked));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let image = Arc::clone(&image);
                // A client that hangs up is none of the test's business.
                tokio::spawn(async move { drop(image.answer(stream).await) });
            }
        });
        Self {
            host,
            layers_asked,
            serving,
        }
    }

    /// Waits until its layer has been asked for.
    pub(crate) async fn layer_asked(&self) {
        let mut asked = self.layers_asked.clone();
        asked.wait_for(|asked| *asked > 0).await.unwrap();
    }

    /// How often its layer was asked for.
    pub(crate) fn times_asked(&self) -> u32 {
        *self.layers_asked.borrow()
    }
}

impl Drop for Unwell {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Image {
    fn new(illness: Illness, asked: watch::Sender<u32>) -> Self {
        let layer = layer();
        let id = digest(&layer);
        let config = format!(
            r#"{{"architecture":"amd64","os":"linux","config":{{"Entrypoint":["/shop"]}},"rootfs":{{"type":"layers","diff_ids":["{id}"]}}}}"#
        )
        .into_bytes();
        let kind = "application/vnd.docker.container.image.v1+json";
        let layers = "application/vnd.docker.image.rootfs.diff.tar";
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{{"mediaType":"{kind}","size":{},"digest":"{}"}},"layers":[{{"mediaType":"{layers}","size":{},"digest":"{id}"}}]}}"#,
            config.len(),
            digest(&config),
            layer.len(),
        )
        .into_bytes();
        let cut = match illness {
            Illness::CutsALayer(times) => AtomicU32::new(times),
            _ => AtomicU32::new(0),
        };
        Self {
            illness,
            manifest,
            config,
            layer,
            cut,
            asked,
        }
    }

    /// Answers one request and hangs up.
    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut first = [0];
        stream.peek(&mut first).await?;
        if first == [TLS] && self.illness != Illness::Silent {
            // Engines try TLS before they speak plainly to loopback.
            return Ok(());
        }
        let request = head(&mut stream).await?;
        if self.illness == Illness::Silent {
            return std::future::pending().await;
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let only_head = request.starts_with("HEAD");
        if self.illness == Illness::Refuses {
            let sent = request
                .lines()
                .find(|line| line.starts_with("Authorization"));
            let said = sent.unwrap_or("nothing").replace('"', "");
            let body =
                format!(r#"{{"errors":[{{"code":"UNAUTHORIZED","message":"you sent {said}"}}]}}"#);
            let challenge = "WWW-Authenticate: Basic realm=\"test\"\r\n";
            return send(
                &mut stream,
                ("401 Unauthorized", challenge),
                body.as_bytes(),
            )
            .await;
        }
        let empty = matches!(self.illness, Illness::TakesNothing | Illness::TakesForever);
        if empty && path != "/v2/" {
            let (status, code) = if only_head || request.starts_with("GET") {
                ("404 Not Found", "MANIFEST_UNKNOWN")
            } else if self.illness == Illness::TakesForever {
                return std::future::pending().await;
            } else {
                ("403 Forbidden", "DENIED")
            };
            let body = format!(r#"{{"errors":[{{"code":"{code}","message":"over quota"}}]}}"#);
            return send(&mut stream, (status, ""), body.as_bytes()).await;
        }
        let found = if path == "/v2/" {
            Some((String::new(), &b"{}"[..]))
        } else if path.contains("/manifests/") {
            let digest = digest(&self.manifest);
            let more = format!("Content-Type: {MANIFEST}\r\nDocker-Content-Digest: {digest}\r\n");
            Some((more, &self.manifest[..]))
        } else if path.ends_with(&digest(&self.config)) {
            Some((String::new(), &self.config[..]))
        } else if path.ends_with(&digest(&self.layer)) && !only_head {
            return self.send_layer(stream).await;
        } else {
            None
        };
        match found {
            // The length of what a GET would bring, and nothing of it.
            Some((more, body)) if only_head => {
                let head = start("200 OK", &more, body.len());
                stream.write_all(head.as_bytes()).await
            }
            Some((more, body)) => send(&mut stream, ("200 OK", &more), body).await,
            None => send(&mut stream, ("404 Not Found", ""), b"{}").await,
        }
    }

    async fn send_layer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        self.asked.send_modify(|asked| *asked += 1);
        let left = self
            .cut
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        let half = self.illness == Illness::StallsInALayer || left.is_ok();
        if !half {
            return send(&mut stream, ("200 OK", ""), &self.layer).await;
        }
        let head = start("200 OK", "", self.layer.len());
        stream.write_all(head.as_bytes()).await?;
        stream
            .write_all(&self.layer[..self.layer.len() / 2])
            .await?;
        stream.flush().await?;
        if self.illness == Illness::StallsInALayer {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// The first byte of a TLS handshake.
const TLS: u8 = 0x16;

/// The static binary, and a file that no other layer has: an engine fetches no layer twice.
fn layer() -> Vec<u8> {
    let mut layer = tar::Builder::new(Vec::new());
    layer
        .append_path_with_name(super::docker::shop(), "shop")
        .unwrap();
    let unique = super::docker::unique();
    let mut header = tar::Header::new_gnu();
    header.set_size(unique.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    layer
        .append_data(&mut header, "unique", unique.as_bytes())
        .unwrap();
    layer.into_inner().unwrap()
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}
