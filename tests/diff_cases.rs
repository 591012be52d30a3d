//! The diff on written cases and on the recorded profiles of the method's published experiment.

#![cfg(test)]

#[path = "common/recorded.rs"]
mod recorded_profiles;

use lusifer::diff::{Class, Kind, TextDiff, compare};
use recorded_profiles::recorded;

fn classes(diff: &TextDiff) -> String {
    diff.sentences.iter().map(|pair| pair.class.mark()).collect()
}

#[test]
fn every_class_occurs_where_it_should() {
    let before = "The user loves slow dramas about families. \
        High ratings for 'Fargo' (5) and 'Crumb' (5) show a taste for the odd and the real. \
        Musicals are rarely chosen and rated low. \
        Action films without a story bore this user every single time. \
        A preference for European directors runs through the list. \
        Horror is avoided.";
    let after = "The user loves slow dramas about families. \
        High ratings for 'Brazil' (5) and 'Nikita' (4) show a taste for the odd and the real. \
        Horror is avoided. \
        Action films without any story bore this user nearly every time. \
        Documentaries have become the favourite. \
        European directors run through the list with a clear preference for France.";
    let diff = compare(before, after);
    assert_eq!(classes(&diff), "=*->~+R", "{diff:#?}");
    assert_eq!((diff.paired, diff.sentences_after(), diff.heavy_rewrite), (5, 6, false));
}

fn marked(diff: &TextDiff, class: Class) -> Vec<String> {
    let of_class = diff.sentences.iter().filter(|pair| pair.class == class);
    of_class
        .map(|pair| {
            let mark = |kind, text: &str| match kind {
                Kind::Kept => text.to_owned(),
                Kind::Deleted => format!("[-{text}-]"),
                Kind::Inserted => format!("{{+{text}+}}"),
            };
            pair.words.iter().map(|span| mark(span.kind, &span.text)).collect()
        })
        .collect()
}

#[test]
fn an_edit_reads_as_one_change_and_new_evidence_changes_whole_citations() {
    let before = "The user keeps a strong preference for comedy, drama, and romance, as shown by their high \
        ratings for character-driven stories. An aversion to action persists, as shown by 'Batman Forever' (1) \
        and 'Operation Dumbo Drop' (1), and it is strong.";
    let after = "The user keeps a strong preference for comedy, drama, and romance, valuing character-driven \
        stories. An aversion to action persists, as shown by 'Muppet Treasure Island' (1) and \
        'Breakfast at Tiffany's' (1), and it is strong.";
    let diff = compare(before, after);
    assert_eq!(
        marked(&diff, Class::Edited),
        [
            "The user keeps a strong preference for comedy, drama, and romance,[- as shown by their high ratings \
            for-]{+ valuing+} character-driven stories."
        ]
    );
    assert_eq!(
        marked(&diff, Class::Evidence),
        [
            "An aversion to action persists, as shown by[- 'Batman Forever' (1) and 'Operation Dumbo Drop' (1)-]\
            {+ 'Muppet Treasure Island' (1) and 'Breakfast at Tiffany's' (1)+}, and it is strong."
        ]
    );
}

#[test]
fn nothing_in_common_is_a_heavy_rewrite_and_nothing_at_all_is_none() {
    let diff = compare("Old words only. More of these.", "New text here! Something else there. And a third.");
    assert_eq!((classes(&diff).as_str(), diff.heavy_rewrite, diff.paired), ("--+++", true, 0));
    assert!((diff.heat - 1.0).abs() < 1e-12);

    let empty = compare("", " \n\n ");
    assert_eq!(empty, TextDiff::default());
    let gone = compare("Everything. Goes.", "");
    assert_eq!((classes(&gone).as_str(), gone.heavy_rewrite), ("--", false));
    let same = compare("Stays. As is.", "Stays.  As is.\n");
    assert_eq!((classes(&same).as_str(), same.heat.abs() < 1e-12, same.words_kept), ("==", true, 3));
}

#[test]
fn paragraphs_begin_where_the_shown_text_begins_them() {
    let before = "Comedies are loved. Dramas are liked.\n\nHorror is avoided.\n\nTen films were seen twice.";
    let after = "Comedies are loved.\n\nHorror is avoided. War films are new.";
    let diff = compare(before, after);
    let got: Vec<_> = diff.sentences.iter().map(|pair| (pair.class.mark(), pair.starts_paragraph)).collect();
    assert_eq!(got, [('=', true), ('-', false), ('=', true), ('-', true), ('+', false)]);
}

#[test]
fn fifty_thousand_sentences_are_compared_within_bounds() {
    // All alike, all different, and one endless sentence: each would be hours of work without a limit.
    let alike = "The same again here. ".repeat(50_000);
    let diff = compare(&alike, &alike[21..]);
    assert_eq!((diff.count(Class::Same), diff.count(Class::Dropped)), (49_999, 1));

    let text = |salt: u64| -> String {
        let sentence = |n: u64| format!("Word {} and then {}. ", n * 31 + salt, n * 17 + salt);
        (0..50_000).map(sentence).collect::<Vec<_>>().concat()
    };
    let diff = compare(&text(1), &text(500_000_000));
    assert_eq!(diff.sentences_after(), 50_000);

    let endless = |odd: &str| format!("start {} end", format!("again {odd} 'quote' (3) ").repeat(50_000));
    let diff = compare(&endless("one"), &endless("two"));
    assert_eq!(diff.sentences_after(), 1);
}

#[test]
fn recorded_user_1_has_the_classes_of_the_study() {
    let Some(users) = recorded() else { return };
    let (_, states) = users.iter().find(|(user, _)| user == "1").unwrap();
    assert_eq!(states.len(), 4);
    let diffs: Vec<_> = states.windows(2).map(|pair| compare(&pair[0], &pair[1])).collect();
    for diff in &diffs {
        println!(
            "{}  heat {:.3}  {} > {} words, {} kept, heavy {}",
            classes(diff),
            diff.heat,
            diff.words_before,
            diff.words_after,
            diff.words_kept,
            diff.heavy_rewrite
        );
        for pair in &diff.sentences {
            println!("  {} {:?} {:?}", pair.class.mark(), pair.similarity, pair.words);
        }
    }
    // Frozen: exactly what the design study found with its prototype, order of dropped and added included.
    let got: Vec<_> = diffs.iter().map(classes).collect();
    assert_eq!(got, ["~R------+++++", "R-R~--++++~", "~R--+**~~"]);
    let heavy: Vec<_> = diffs.iter().map(|diff| (diff.heavy_rewrite, diff.paired)).collect();
    assert_eq!(heavy, [(true, 2), (false, 4), (false, 6)]);
}

#[test]
fn recorded_profiles_have_the_shares_of_the_study() {
    let Some(users) = recorded() else { return };
    assert_eq!(users.len(), 459);
    let mut counts = [0_usize; 7];
    let (mut heavy, mut kept) = (0, Vec::new());
    for (_, states) in &users {
        for pair in states.windows(2) {
            let diff = compare(&pair[0], &pair[1]);
            for (count, class) in counts.iter_mut().zip(Class::ALL) {
                *count += diff.count(class);
            }
            heavy += usize::from(diff.heavy_rewrite);
            kept.push(diff.kept_share());
        }
    }
    kept.sort_by(f64::total_cmp);
    let dropped = counts[5];
    let new: usize = counts.iter().sum::<usize>() - dropped;
    let share = |at: usize| counts[at] as f64 / new as f64;
    for (at, class) in Class::ALL.into_iter().enumerate() {
        println!("{:>10} {:6} {:.1} % of new sentences", class.word(), counts[at], 100.0 * share(at));
    }
    println!("{} pairs of states, {heavy} heavy, median kept {:.3}", kept.len(), kept[kept.len() / 2]);
    // The study: 10 % identical, 25 % edited, 4 % new evidence, 14 % rewritten, 47 % without a counterpart;
    // a median of 44 % of the words kept.
    for (at, study) in [(0, 0.10), (1, 0.25), (2, 0.04), (3, 0.14), (4, 0.47)] {
        assert!((share(at) - study).abs() < 0.03, "{}: {:.3}", Class::ALL[at].word(), share(at));
    }
    assert!((kept[kept.len() / 2] - 0.44).abs() < 0.03);
}
