//! Bytes to text: UTF-8 where they are, Latin-1 where not; never which columns a text has.

use std::borrow::Cow;

/// The text of a whole file or field. Valid UTF-8 is taken as such; everything else is Latin-1, the encoding
/// of MovieLens 100K and 1M, in which every byte is a character. A Latin-1 file with accents is never valid
/// UTF-8 in practice: an accented letter would have to be followed by a control character or symbol.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = without_mark(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// The bytes without a UTF-8 byte-order mark at their start.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_of_a_title_give_the_same_text() {
        assert_eq!(decode("Misérables, Les".as_bytes()), "Misérables, Les");
        assert_eq!(decode(b"Mis\xe9rables, Les"), "Misérables, Les");
        assert_eq!(decode(b"\xef\xbb\xbfuser_id"), "user_id");
        assert_eq!(decode(b""), "");
    }
}
