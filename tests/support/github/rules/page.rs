//! Long lists come page by page.

use serde_json::Value;

use crate::github::methods::Ask;

/// Entries on a page, unless more are asked for.
const USUAL: i64 = 30;
const MOST: i64 = 100;

/// One page, and the `Link` header that names the others.
pub(crate) struct Page {
    pub(crate) entries: Vec<Value>,
    pub(crate) link: Option<String>,
}

/// The page that is asked for.
pub(crate) fn turn(ask: &Ask, all: Vec<Value>) -> Page {
    let per_page = ask.integer("per_page").unwrap_or(USUAL).clamp(1, MOST);
    let page = ask.integer("page").unwrap_or(1).max(1);
    let count = i64::try_from(all.len()).unwrap();
    let last = (count + per_page - 1) / per_page;
    let skipped = usize::try_from((page - 1).saturating_mul(per_page)).unwrap();
    let taken = usize::try_from(per_page).unwrap();
    Page {
        entries: all.into_iter().skip(skipped).take(taken).collect(),
        link: link(ask, page, last),
    }
}

fn link(ask: &Ask, page: i64, last: i64) -> Option<String> {
    let mut links = Vec::new();
    if page > 1 {
        links.push(("prev", (page - 1).min(last.max(1))));
    }
    if page < last {
        links.extend([("next", page + 1), ("last", last)]);
    }
    if page > 1 {
        links.push(("first", 1));
    }
    let links = links.iter().map(|(name, page)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (parameter, value) in ask.given.iter().filter(|(name, _)| name != "page") {
            query.append_pair(parameter, value);
        }
        query.append_pair("page", &page.to_string());
        format!("<{}?{}>; rel=\"{name}\"", ask.address, query.finish())
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| links.join(", "))
}
