//! Who a user is, in words, from what the data set says of users.

use crate::domain::{UserIx, Users, text};

/// `a 24-year-old man working as a technician`; from age, gender and occupation; `None` where none
/// of these is known.
pub(super) fn person(users: &Users, user: UserIx) -> Option<String> {
    let known = |names: &[&str]| {
        users
            .known(user)
            .find(|(column, _)| names.iter().any(|name| column.eq_ignore_ascii_case(name)))
            .map(|(_, value)| text::clean_line(value).chars().take(40).collect::<String>())
            .filter(|value| !value.is_empty())
    };
    let age = known(&["age"]);
    let gender = known(&["gender", "sex"]).map(|gender| gender.to_lowercase());
    let work = known(&["occupation", "job", "profession"]).map(|work| work.to_lowercase());
    if age.is_none() && gender.is_none() && work.is_none() {
        return None;
    }
    let years =
        age.as_deref().and_then(|age| age.parse::<u32>().ok()).filter(|years| (1..=120).contains(years));
    let noun = match gender.as_deref() {
        Some("m" | "male" | "man") => {
            if years.is_some_and(|years| years < 18) {
                "boy"
            } else {
                "man"
            }
        }
        Some("f" | "female" | "woman") => {
            if years.is_some_and(|years| years < 18) {
                "girl"
            } else {
                "woman"
            }
        }
        _ => "person",
    };
    let studies = matches!(work.as_deref(), Some("student" | "college/grad student"));
    let noun = match noun {
        "man" | "boy" if studies => "male student",
        "woman" | "girl" if studies => "female student",
        _ if studies => "student",
        noun => noun,
    };
    let retired = work.as_deref() == Some("retired");
    let mut words: Vec<String> = Vec::new();
    words.extend(retired.then(|| "retired".to_owned()));
    words.extend(years.map(|years| format!("{years}-year-old")));
    words.push(noun.to_owned());
    words.extend(age.filter(|_| years.is_none()).map(|age| format!("aged {age}")));
    words.extend(work.as_deref().and_then(occupation));
    let words = words.join(" ");
    Some(format!("{} {words}", article(&words, years.filter(|_| !retired))))
}

/// `an 18-year-old`, `a 20-year-old`: by sound.
fn article(words: &str, years: Option<u32>) -> &'static str {
    let vowel = match years {
        Some(years) => matches!(years, 8 | 11 | 18 | 80..=89),
        None => words.starts_with(['a', 'e', 'i', 'o', 'u']),
    };
    if vowel { "an" } else { "a" }
}

/// Words to put after `man` or `woman`; `None` for what says nothing.
fn occupation(work: &str) -> Option<String> {
    let known = match work {
        "none" | "unemployed" => "without an occupation",
        "other"
        | "retired"
        | "not specified"
        | "other or not specified"
        | "student"
        | "college/grad student" => return None,
        "educator" | "academic/educator" => "working in education",
        "entertainment" => "working in entertainment",
        "healthcare" => "working in healthcare",
        "marketing" => "working in marketing",
        "salesman" | "sales/marketing" => "working in sales",
        "doctor/health care" => "working in health care",
        "executive/managerial" => "working as a manager",
        "clerical/admin" => "working in administration",
        "technician/engineer" => "working as an engineer",
        "tradesman/craftsman" => "working in a trade",
        "customer service" => "working in customer service",
        "self-employed" => "working independently",
        "homemaker" => "keeping house",
        "k-12 student" => "at school",
        _ => {
            // A number is a code whose meaning is elsewhere.
            let plain = !work.chars().any(char::is_numeric) && work.split_whitespace().count() <= 3;
            return plain.then(|| format!("working as {} {work}", article(work, None)));
        }
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Ids;

    fn said(columns: &[&str], values: &[&str]) -> String {
        let columns = columns.iter().map(|c| Box::from(*c)).collect();
        let values = values.iter().map(|v| Box::from(*v)).collect();
        person(&Users::new(Ids::from_numbers(vec![1]), columns, values), UserIx(0)).unwrap_or_default()
    }

    #[test]
    fn people_are_introduced_in_plain_words() {
        let columns = ["age", "gender", "occupation"];
        let cases = [
            (["24", "M", "technician"], "a 24-year-old man working as a technician"),
            (["18", "F", "student"], "an 18-year-old female student"),
            (["80", "", "retired"], "a retired 80-year-old person"),
            (["15", "F", "other"], "a 15-year-old girl"),
            (["", "M", "engineer"], "a man working as an engineer"),
            (["25-34", "F", "4"], "a woman aged 25-34"),
            (["", "", ""], ""),
            (["", "", "none"], "a person without an occupation"),
        ];
        for (values, expected) in cases {
            assert_eq!(said(&columns, &values), expected);
        }
        assert_eq!(said(&["country"], &["France"]), "");
    }
}
