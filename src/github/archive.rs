//! A commit's files as one archive: the API says where it is, and another server gives it, which never sees our token.

use std::time::Duration;

use backon::Retryable;
use http::header::CONTENT_LENGTH;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::at::At;
use super::call::Ask;
use super::error::GitHubError;
use super::limits::asked;
use super::line::{is_passing, retries};

/// An archive is made while we wait for it: it may begin, and go on, after so many times what a call may take.
const PATIENCE: u32 = 3;

impl At {
    /// Writes a commit's files, a gzipped tar as GitHub makes it, to `into`; its bytes, which are `most` at most. After an error what was
    /// written is worth nothing.
    pub async fn archive(
        &self,
        sha: &str,
        into: &mut (impl AsyncWrite + Unpin),
        most: u64,
    ) -> Result<u64, GitHubError> {
        let ask = Ask::get(self.path(&["tarball", sha]));
        let answer = self.ask(&ask).await?;
        let Some(address) = answer.location() else {
            answer.check()?;
            let why = "it doesn't say where the archive is".to_owned();
            return Err(GitHubError::Unreached(why));
        };
        let address: Uri = address
            .parse()
            .map_err(|_| GitHubError::Unreached("the archive's address is none".to_owned()))?;
        let silence = self.client.all.limit * PATIENCE;
        let ask = || self.begin(&address);
        let archive = ask.retry(retries()).when(is_passing);
        let archive = tokio::time::timeout(silence, archive).await;
        let archive = archive.map_err(|_elapsed| GitHubError::silent(silence))??;
        let said = archive.headers().get(CONTENT_LENGTH);
        let said = said.and_then(|said| said.to_str().ok()?.parse::<u64>().ok());
        if said.is_some_and(|said| said > most) {
            return Err(GitHubError::TooLarge { most });
        }
        copy(archive.into_body(), into, (most, silence)).await
    }

    async fn begin(
        &self,
        address: &Uri,
    ) -> Result<
        Response<impl BodyExt<Data = impl AsRef<[u8]>, Error = octocrab::Error> + Unpin>,
        GitHubError,
    > {
        let request = Request::get(address).body(String::new());
        let request = request.map_err(|wrong| GitHubError::broken(&wrong))?;
        let answer = self.client.all.elsewhere.execute(request).await;
        let answer = answer.map_err(|error| GitHubError::broken(&error))?;
        let status = answer.status();
        if let Some(secs) = asked(status, answer.headers(), "") {
            return Err(GitHubError::Wait { secs });
        }
        match status {
            StatusCode::OK => Ok(answer),
            // The address has its own token, which has nothing to do with ours.
            StatusCode::UNAUTHORIZED => Err(GitHubError::NotFound),
            status => Err(GitHubError::refused(status, "")),
        }
    }
}

async fn copy<B>(
    mut from: B,
    into: &mut (impl AsyncWrite + Unpin),
    (most, silence): (u64, Duration),
) -> Result<u64, GitHubError>
where
    B: BodyExt<Data: AsRef<[u8]>, Error = octocrab::Error> + Unpin,
{
    let not_kept = |wrong: std::io::Error| GitHubError::NotKept(wrong.to_string());
    let mut taken = 0;
    loop {
        let frame = tokio::time::timeout(silence, from.frame()).await;
        let frame = frame.map_err(|_elapsed| GitHubError::silent(silence))?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|error| GitHubError::broken(&error))?;
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        taken += bytes.as_ref().len() as u64;
        if taken > most {
            return Err(GitHubError::TooLarge { most });
        }
        into.write_all(bytes.as_ref()).await.map_err(not_kept)?;
    }
    into.flush().await.map_err(not_kept)?;
    Ok(taken)
}
