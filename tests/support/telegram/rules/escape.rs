//! Escaped characters in Telegram's HTML: four by name, any by number. The semicolon may be missing.

/// The character that an escape at the beginning stands for, and how many bytes it takes.
pub(super) fn read(source: &str) -> Option<(char, usize)> {
    let rest = source.strip_prefix('&')?;
    let (letter, length) = if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix) = number
            .strip_prefix('x')
            .map_or((number, 10), |digits| (digits, 16));
        let length = digits
            .find(|letter: char| !letter.is_digit(radix))
            .unwrap_or(digits.len());
        let code = u32::from_str_radix(&digits[..length], radix).ok()?;
        let letter = char::from_u32(code).filter(|letter| *letter != '\0')?;
        (letter, rest.len() - digits.len() + length)
    } else {
        let length = rest
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let letter = match &rest[..length] {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (letter, length)
    };
    let semicolon = usize::from(rest[length..].starts_with(';'));
    Some((letter, 1 + length + semicolon))
}
