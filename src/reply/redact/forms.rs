//! What becomes of a secret when a program writes it as JSON or into an address.

/// A secret as it is, and as JSON and addresses write it where that differs. Programs differ in what they escape beyond what
/// they must.
pub(super) fn written_forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'))
        .unwrap_or(&json);
    let address = percent_encoded(secret);
    let mut forms = vec![
        secret.to_owned(),
        json.to_owned(),
        json.replace('/', r"\/"),
        ascii(json),
        ascii(json).replace('/', r"\/"),
        for_scripts(json),
        lower_case(&address),
        for_forms(secret),
        lower_case(&for_forms(secret)),
        unreserved(&address),
        address,
    ];
    forms.sort();
    forms.dedup();
    forms
}

/// RFC 3986, with the digits in upper case as it recommends.
fn percent_encoded(secret: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    secret.bytes().map(letter).collect()
}

/// What a form sends (WHATWG URL, `application/x-www-form-urlencoded`).
fn for_forms(secret: &str) -> String {
    form_urlencoded::byte_serialize(secret.as_bytes()).collect()
}

/// What JavaScript's `encodeURIComponent` leaves as it is.
fn unreserved(encoded: &str) -> String {
    [
        ("%21", "!"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
    ]
    .iter()
    .fold(encoded.to_owned(), |encoded, (code, letter)| {
        encoded.replace(code, letter)
    })
}

/// The same with the digits in lower case.
fn lower_case(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(part.len().min(2));
        lower.push('%');
        lower.push_str(&digits.to_ascii_lowercase());
        lower.push_str(rest);
    }
    lower
}

/// JSON of ASCII alone, as Python and PHP write it.
fn ascii(json: &str) -> String {
    let unit = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    let units: Vec<_> = json.encode_utf16().map(unit).collect();
    units.concat()
}

/// JSON that ends no script in HTML, as Go writes it.
fn for_scripts(json: &str) -> String {
    json.replace('<', r"\u003c")
        .replace('>', r"\u003e")
        .replace('&', r"\u0026")
}
