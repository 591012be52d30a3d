//! A data set, profiles and pastes of texts that try to break a screen wherever a text of somebody else is shown.

use std::sync::Arc;

use lusifer::app::Opened;
use lusifer::domain::{HistorySpec, Id, Ids, ItemIx, ItemTexts, Items, Split, UserIx, Users};

use super::made_up::{Numbers, SMALL, dataset};

/// Texts for every column: escapes, other orders of reading, marks without a letter, very wide and very long.
pub(crate) const NASTY: [&str; 24] = [
    "\u{301}\u{301}starts with marks",
    "\u{200d}\u{fe0f}joiners alone\u{200d}",
    "tab\there\tand\tthere",
    "two\nlines\r\nand\u{2028}three\u{2029}four\u{85}five\u{b}six",
    "\u{1b}]0;title\u{7}\u{1b}[31mred\u{1b}[2J\u{9b}5A\u{90}q\u{9c}",
    "\u{202e}\u{2067}עברית\u{2069} then \u{200f}العربية\u{202c}",
    "مرحبا بالعالم كيف حالك",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦👍🏽🇩🇪🇫🇷1\u{fe0f}\u{20e3}☎\u{fe0f}🏴\u{e0067}\u{e0062}\u{e007f}",
    "กำนัล นํ้า ก็ क्षत्रिय ക്ഷ \u{1100}\u{1161}\u{11a8}",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}zalgo",
    "\u{feff}\u{200b}\u{200c}\u{ad}\u{2060}\u{180e}\u{3164}\u{115f}\u{ffa0}",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "ﷺ ﷽ ⸻ 𒐫 𒈙 ꧅",
    "",
    " ",
    "\0\u{1}\u{7f}",
    "'quoted' (5) \"and\" “more” ‘still’ (4",
    "**bold** | table | `code` <b>html</b> [link](x) # head",
    "=1+1,@SUM(A1);-2+3",
    "ⅷ ½ ﬃ Ⅻ K Å ſ İ ı ß ẞ ǆ",
    "Averyveryveryverylongwordwithoutanyspacesatallthatnevereverseemstocometoanendwhateveronedoesandthenstill\
     goesonandonandonuntilitiswiderthananyscreenthathaseverbeenmadeandbeyondthatforanothereightycellsormore\
     becausethreehundredcellsiswhatwaspromisedtothosewhoreadthistestfrombeginningtoendwithoutlosinganypatience",
    "\u{fdd0}\u{ffff}\u{10ffff}\u{e000}\u{f8ff}",
    "a\u{300}\u{200d}b\u{200d}c 🧑\u{200d}🧑 ｶﾞ ﾊﾟ",
    "{{ user }} {% if %} %s %d \\n $HOME $(id) ../../etc",
];

/// Some of them, one after the other.
pub(crate) fn text(numbers: &mut Numbers, pieces: u64) -> String {
    (0..pieces).map(|_| NASTY[numbers.below(NASTY.len() as u64) as usize].to_owned() + ". ").collect()
}

/// Profiles of nasty sentences that cite nasty titles, and why they changed.
pub(crate) fn profiles() -> Vec<String> {
    let mut numbers = Numbers(5);
    (0..12)
        .map(|at| {
            let title = NASTY[at * 2 % NASTY.len()];
            let cites = format!("They love comedies, '{title}' (5), and avoid horror, '{title}' (1). ");
            cites + &text(&mut numbers, at as u64)
        })
        .collect()
}

/// The small data set with nasty ids, titles, genres, years, texts, columns and names.
pub(crate) fn opened() -> Opened {
    let mut data = dataset(SMALL, true);
    let nasty = |at: usize| NASTY[at % NASTY.len()];
    let named = |at: usize| format!("{} {at}", nasty(at));
    let ids = |count: usize| Ids::from_texts((0..count).map(|at| named(at).into()).collect());
    let (users, items) = (data.users.len(), data.items.len());

    let columns = vec!["age".into(), nasty(3).into(), nasty(20).into(), nasty(7).into()];
    let values = (0..users * columns.len()).map(|at| nasty(at * 7).into()).collect();
    data.users = Users::new(ids(users), columns, values);

    let genres = (0..12).map(|at| nasty(at * 2 + 1).into()).collect();
    let of_items = (0..items).map(|at| data.items.genres(ItemIx(at as u32))).collect();
    let years = (0..items).map(|at| if at % 3 == 0 { 0 } else { 1870 + at as u16 }).collect();
    let overviews = (0..items * 2).map(|at| format!("{} {}", nasty(at), nasty(at * 5 + 1)).into()).collect();
    let texts = ItemTexts::new(items, vec!["overview".into(), nasty(9).into()], overviews);
    let titles = (0..items).map(|at| nasty(at).into()).collect();
    data.items = Items::new(ids(items), titles, years, of_items, genres, texts);
    data.name = nasty(20).to_owned();

    let split = Split::new(nasty(4), data.interactions.len(), |row| row % 5 == 2);
    Opened::new(
        Arc::new(data),
        Arc::new(split),
        HistorySpec::default(),
        nasty(3).to_owned(),
        nasty(8).to_owned(),
        7,
    )
}

/// The id of a user, for jobs that fail.
pub(crate) fn user_id(opened: &Opened, at: u32) -> Id {
    opened.dataset.users.id(UserIx(at)).unwrap()
}
