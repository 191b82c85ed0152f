//! Where every test of the client and of the stand-in begins.

use crate::github::{Conversation, GitHub, Person, Repo, Role};

/// GitHub, the organisation acme with its public repository shop, Ada who may write there, an issue, and the bot's account and
/// client, which may write too.
pub(crate) struct Scene<C> {
    pub(crate) github: GitHub,
    pub(crate) acme: Person,
    pub(crate) shop: Repo,
    pub(crate) ada: Person,
    pub(crate) hailer: Person,
    pub(crate) issue: Conversation,
    pub(crate) client: C,
}

/// With the client that `client` makes of the bot's account.
pub(crate) fn scene<C>(client: impl FnOnce(&GitHub, &Person) -> C) -> Scene<C> {
    let github = GitHub::start();
    let acme = github.organization("acme");
    let shop = github.repository(&acme, "shop");
    let (ada, hailer) = (github.person("ada"), github.bot("hailer-bot"));
    shop.gives(&ada, Role::Write);
    shop.gives(&hailer, Role::Write);
    let issue = ada.opens_issue(&shop, "The shop is slow");
    let client = client(&github, &hailer);
    Scene {
        github,
        acme,
        shop,
        ada,
        hailer,
        issue,
        client,
    }
}
