//! Comments and reactions.

use serde_json::{Value, json};

use super::time;
use crate::github::state::State;
use crate::github::state::comment::{Comment, REACTIONS, Reaction};

impl State {
    pub(crate) fn comment_json(&self, comment: &Comment) -> Value {
        let repository = &self.repositories[&comment.repository];
        let (api, page) = (self.api_of(repository.id), self.page_of(repository.id));
        let issue = &self.issues[&(comment.repository, comment.issue)];
        let kind = if issue.pull.is_some() {
            "pull"
        } else {
            "issues"
        };
        let url = format!("{api}/issues/comments/{}", comment.id);
        json!({
            "url": url,
            "html_url": format!("{page}/{kind}/{}#issuecomment-{}", comment.issue, comment.id),
            "issue_url": format!("{api}/issues/{}", comment.issue),
            "id": comment.id,
            "node_id": format!("IC_{}", comment.id),
            "user": self.owner_json(comment.author),
            "created_at": time(comment.created),
            "updated_at": time(comment.updated),
            "author_association": self.association(comment.author, repository),
            "body": comment.body,
            "reactions": rollup(&url, &comment.reactions),
            "performed_via_github_app": comment.app.map(|app| self.app_json(app)),
        })
    }

    pub(crate) fn reaction_json(&self, reaction: &Reaction) -> Value {
        json!({
            "id": reaction.id,
            "node_id": format!("REA_{}", reaction.id),
            "user": self.owner_json(reaction.user),
            "content": reaction.content,
            "created_at": time(reaction.created),
        })
    }
}

pub(super) fn rollup(url: &str, reactions: &[Reaction]) -> Value {
    let mut shown = json!({
        "url": format!("{url}/reactions"),
        "total_count": reactions.len(),
    });
    for content in REACTIONS {
        let same = reactions.iter().filter(|one| one.content == content);
        shown[content] = same.count().into();
    }
    shown
}
