//! Buttons: a name for a preview in one place where it is shown, which says nothing and can't be guessed. Whoever presses
//! one is judged as one who says yes; the button proves nothing of them.

use crate::domain::actor::Conversation;
use crate::domain::confirmation::Pending;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::random::digits;

use super::row::{Row, columns};

/// Over 128 bits; the migration knows the length.
const DIGITS: usize = 26;

impl Store {
    /// A new button for the plan that waits with this code, to be shown in `conversation`. `None`: nothing waits with it.
    pub async fn make_button(
        &self,
        code: &str,
        conversation: &Conversation,
    ) -> Result<Option<String>, StoreError> {
        let nonce = digits(DIGITS)?;
        let statement = sql(
            "INSERT INTO confirmation_buttons (nonce, confirmation, conversation) \
             SELECT CAST($1 AS TEXT), id, CAST($2 AS TEXT) FROM confirmations \
             WHERE code = $3 AND state = 'pending' AND expires_at > $4",
        )
        .bind(&nonce)
        .bind(conversation)
        .bind(code)
        .bind(self.now());
        Ok((self.database.execute(statement).await? > 0).then_some(nonce))
    }

    /// What a button of `conversation` was made for, whatever has become of it. `None`: there is no such button there.
    pub async fn behind_button(
        &self,
        nonce: &str,
        conversation: &Conversation,
    ) -> Result<Option<Pending>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM confirmations WHERE id = (SELECT confirmation FROM confirmation_buttons AS button \
             WHERE button.nonce = $1 AND button.conversation = $2)"
        ))
        .bind(nonce)
        .bind(conversation);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// The button is under this message, by the platform's id, in this conversation: it may have had to be shown elsewhere.
    pub async fn button_shown(
        &self,
        nonce: &str,
        (conversation, message): (&Conversation, &str),
    ) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE confirmation_buttons SET conversation = $2, message = $3 WHERE nonce = $1")
                .bind(nonce)
                .bind(conversation)
                .bind(message);
        self.database.execute(statement).await.map(|_| ())
    }

    /// The button under a message, so that a yes in reply to a preview means that one.
    pub async fn button_under(
        &self,
        conversation: &Conversation,
        message: &str,
    ) -> Result<Option<String>, StoreError> {
        let statement =
            sql("SELECT nonce FROM confirmation_buttons WHERE conversation = $1 AND message = $2")
                .bind(conversation)
                .bind(message);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.map(|(nonce,)| nonce))
    }
}
