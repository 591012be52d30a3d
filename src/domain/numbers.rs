//! Counts as people read them, for screens and messages alike; never rounding, units or statistics.

/// A number with its thousands apart: `1,682`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One or several: `1 item`, `3 items`.
pub fn plural(number: usize, one: &str) -> String {
    let number_text = thousands(number as u64);
    if number == 1 { format!("{number_text} {one}") } else { format!("{number_text} {one}s") }
}

/// Dollars in four places; less than that is not nothing: `$0.0004`, `<$0.0001`.
pub fn money(dollars: f64) -> String {
    if dollars > 0.0 && dollars < 0.000_05 { "<$0.0001".to_owned() } else { format!("${dollars:.4}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_and_several_are_several() {
        assert_eq!([0, 999, 1682, 32_000_204].map(thousands), ["0", "999", "1,682", "32,000,204"]);
        assert_eq!(
            (plural(1, "item"), plural(1200, "item")),
            ("1 item".to_owned(), "1,200 items".to_owned())
        );
    }
}
