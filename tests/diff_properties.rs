//! Laws of the diff that hold for any two texts.

#![cfg(test)]

use lusifer::diff::{Class, Kind, SentencePair, citations, compare, sentences, shared_runs};
use proptest::prelude::*;

/// Texts that look like profiles: sentences from a few words, quotes, citations and breaks; cheap to collide.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "The user",
        "likes",
        "comedy",
        "drama,",
        "well-made",
        "films",
        "user's",
        "'Fargo' (4)",
        "'Fargo' (2)",
        "'Mr. Holland's Opus' (5)",
        "\u{201c}Jude\u{201d}",
        "'open",
        "closed'",
        ".",
        ". ",
        "! ",
        "? ",
        ".\n\n",
        "\n- ",
        " ",
        "  ",
        "Mr. ",
        "vs. ",
        "A. ",
        "é",
        "漢字。",
        "👩‍🚀",
        "(",
        ")",
        "…",
        "\u{301}",
        "\r\n",
        "\t",
    ]);
    prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..120).prop_map(|pieces| {
        let with_space = |(piece, space): (&str, bool)| format!("{piece}{}", if space { " " } else { "" });
        pieces.into_iter().map(with_space).collect()
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => prose(), 1 => "\\PC{0,200}", 1 => any::<String>()]
}

/// A text and another one that shares pieces with it.
fn two_texts() -> impl Strategy<Value = (String, String)> {
    let related = (any_text(), any_text(), any_text(), any_text())
        .prop_map(|(a, b, c, d)| (format!("{a} {b}. {c}"), format!("{c}. {a} {d}")));
    prop_oneof![related, (any_text(), any_text())]
}

fn spelled(pair: &SentencePair, without: Kind) -> String {
    pair.words.iter().filter(|span| span.kind != without).map(|span| span.text.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_texts_can_be_rebuilt((before, after) in two_texts()) {
        let diff = compare(&before, &after);
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for pair in &diff.sentences {
            prop_assert!(pair.words.iter().all(|span| !span.text.is_empty()));
            prop_assert!(pair.words.windows(2).all(|two| two[0].kind != two[1].kind));
            if let Some(sentence) = &pair.before {
                prop_assert_eq!(&spelled(pair, Kind::Inserted), &sentence.text);
                old.push(sentence.clone());
            }
            if let Some(sentence) = &pair.after {
                prop_assert_eq!(&spelled(pair, Kind::Deleted), &sentence.text);
                new.push(sentence.clone());
            }
            prop_assert_eq!(pair.before.is_none(), pair.class == Class::Added);
            prop_assert_eq!(pair.after.is_none(), pair.class == Class::Dropped);
            prop_assert_eq!(pair.similarity.is_none(), pair.before.is_none() || pair.after.is_none());
        }
        old.sort_by_key(|sentence| sentence.number);
        prop_assert_eq!(old, sentences(&before));
        // The text after is in reading order as it stands.
        prop_assert_eq!(new, sentences(&after));
    }

    #[test]
    fn dropped_sentences_stand_in_order_between_the_pairs_around_them((before, after) in two_texts()) {
        let diff = compare(&before, &after);
        let in_order = diff.sentences.iter().filter(|pair| pair.class != Class::Moved);
        let numbers: Vec<_> = in_order.filter_map(|pair| pair.before.as_ref()).map(|s| s.number).collect();
        prop_assert!(numbers.is_sorted(), "{numbers:?}");
    }

    #[test]
    fn sentences_lose_nothing_but_white_space(text in any_text()) {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let all = sentences(&text);
        let joined: String = all.iter().map(|sentence| bare(&sentence.text)).collect();
        prop_assert_eq!(joined, bare(&text));
        for (at, sentence) in all.iter().enumerate() {
            prop_assert_eq!(sentence.number, at + 1);
            prop_assert!(!sentence.text.is_empty() && sentence.text.trim() == sentence.text);
            for range in &sentence.citations {
                prop_assert!(sentence.text.get(range.clone()).is_some_and(|cited| !cited.is_empty()));
            }
        }
    }

    #[test]
    fn figures_stay_in_range((before, after) in two_texts()) {
        let diff = compare(&before, &after);
        prop_assert!((0.0..=1.0).contains(&diff.heat));
        prop_assert!(diff.words_kept <= diff.words_before.min(diff.words_after));
        prop_assert!(diff.paired <= diff.sentences_after());
        let classed: usize = Class::ALL.into_iter().map(|class| diff.count(class)).sum();
        prop_assert_eq!(classed, diff.sentences.len());
        let counterparts = diff.sentences.iter().filter(|p| p.before.is_some() && p.after.is_some()).count();
        prop_assert_eq!(counterparts, diff.paired);
    }

    #[test]
    fn a_text_is_the_same_as_itself(text in any_text()) {
        let diff = compare(&text, &text);
        prop_assert!(diff.sentences.iter().all(|pair| pair.class == Class::Same));
        prop_assert!(diff.heat == 0.0 && !diff.heavy_rewrite);
    }

    #[test]
    fn no_change_cuts_a_citation((before, after) in two_texts()) {
        for pair in compare(&before, &after).sentences {
            let mut at = 0;
            let Some(sentence) = pair.after else { continue };
            for span in pair.words.iter().filter(|span| span.kind != Kind::Deleted) {
                let end = at + span.text.len();
                let cut = sentence.citations.iter().any(|c| c.start < end && end < c.end);
                prop_assert!(!cut, "{:?} is cut at {end} in {:?}", sentence.text, pair.words);
                at = end;
            }
        }
    }

    #[test]
    fn ranges_are_on_character_borders((before, after) in two_texts()) {
        for citation in citations(&before) {
            prop_assert!(before.get(citation.range).is_some());
        }
        for run in shared_runs(&before, &after) {
            let old = before.get(run.before).map(str::to_lowercase);
            prop_assert!(old.is_some() && after.get(run.after).is_some());
        }
    }
}
