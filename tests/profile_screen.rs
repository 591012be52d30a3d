//! The profile screen: from a sentence to its evidence and back, and every tab in every shape.

#![cfg(test)]

#[path = "common/made_up.rs"]
mod made_up;
#[path = "common/rig.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod rig;

use lusifer::app::jobs::Kind;
use lusifer::app::screens::profile::{BehindTab, ProfilePane, TextTab};
use lusifer::app::study::Subject;
use lusifer::app::{Message, News, Screen, Work};
use lusifer::domain::Run;
use lusifer::explain::{Found, Verdict};
use rig::{Rig, small};

fn subject(rig: &Rig) -> &Subject {
    rig.app.study().unwrap().subject.as_ref().unwrap()
}

/// A run of user 2 whose states cite what the user rated, in words that speak of the items' genres.
fn citing() -> (Run, String, String) {
    let data = small();
    let mut run = made_up::finished_run(&data, 1);
    let items = &data.dataset.items;
    let cite = |batch: usize, at: usize| {
        let one = &run.states[batch - 1].interactions[at];
        let item = items.find(&one.item).unwrap();
        (format!("'{}' ({})", items.spoken_title(item), one.rating), items.title(item).to_owned())
    };
    let genre = |batch: usize, at: usize| {
        let item = items.find(&run.states[batch - 1].interactions[at].item).unwrap();
        items.genre_list(item).next().unwrap().to_lowercase()
    };
    let (early, _) = cite(1, 2);
    let (late, late_title) = cite(4, 3);
    let kinds = genre(4, 3);
    let before = format!("The user enjoys {kinds} films, as {early} shows. Nothing else is said.");
    let after = format!(
        "The user enjoys {kinds} films, as {late} shows. Nothing else is said. They recall {early}, and 'No Such Film' (4)."
    );
    let early_title = cite(1, 2).1;
    run.states[2].profile = before;
    run.states[3].profile = after;
    (run, late_title, early_title)
}

fn open(size: (u16, u16), run: Run) -> Rig {
    let mut rig = Rig::new(size);
    rig.workspace.runs.push(run);
    rig.keys("j enter").wait(10);
    rig
}

#[test]
fn a_link_leads_from_a_sentence_to_an_item_of_an_earlier_batch_and_back_to_the_same_place() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let (run, late, early) = citing();
        let mut rig = open(size, run);
        let account = subject(&rig).account(4).unwrap();
        assert!(matches!(account.sentences[0].citations[0].found, Found::Rated { .. }), "{account:?}");
        assert_eq!(account.sentences[2].citations[1].found, Found::NotFound);
        // The third sentence is new; the second of its citations is unknown.
        rig.keys("G");
        let place = rig.frame();
        rig.keys("enter");
        assert!(rig.app.screens().profile.focus.is_on(BehindTab::Why));
        assert!(rig.frame().contains("earlier, in B1") || size.0 < 80, "{}", rig.frame());
        assert!(rig.frame().contains("could not check"), "{}", rig.frame());
        rig.keys("enter");
        assert!(rig.app.screens().profile.focus.is_on(BehindTab::Items), "{}", rig.frame());
        assert_eq!(rig.app.screens().profile.batch(subject(&rig)), Some(1), "the item is of batch 1");
        assert_eq!(rig.app.screens().profile.item(subject(&rig)), Some(2));
        assert!(rig.frame().contains(early.split(" (").next().unwrap()), "{}", rig.frame());
        rig.keys("esc esc");
        assert_eq!(rig.frame(), place, "back to the same place");
        // The unknown title leads nowhere, and says so.
        rig.keys("enter j enter");
        assert!(rig.frame().contains("belongs to no batch"), "{}", rig.frame());
        rig.wait(10);
        // From an item to the sentence that cites it.
        rig.keys("esc g enter enter").wait(10);
        assert_eq!(rig.app.screens().profile.item(subject(&rig)), Some(3));
        assert!(rig.frame().contains(late.split(" (").next().unwrap()), "{}", rig.frame());
        rig.keys("enter");
        assert_eq!(rig.app.screens().profile.focus.pane, ProfilePane::Text);
        rig.keys("esc esc esc");
        assert_eq!(rig.app.screen(), Screen::Profile);
        rig.keys("esc");
        assert_eq!(rig.app.screen(), Screen::Users, "at the start of the trail esc leaves as ever");
    }
}

#[test]
fn a_selected_item_marks_its_sentences_and_a_selected_sentence_its_items() {
    let (run, ..) = citing();
    let mut rig = open((200, 60), run);
    rig.keys("g");
    let row =
        |frame: &str, text: &str| frame.lines().find(|line| line.contains(text)).unwrap_or("").to_owned();
    let linked = rig.app.screens().profile.linked_items(subject(&rig));
    assert!(linked[3].is_some_and(|(_, is_cited)| is_cited), "{linked:?}");
    assert!(row(&rig.frame(), "to s1").contains("used"), "{}", rig.frame());
    rig.keys("tab tab j j j");
    assert!(rig.app.screens().profile.focus.is_on(BehindTab::Items));
    assert_eq!(rig.app.screens().profile.linked_sentences(subject(&rig)), [1]);
    assert!(rig.frame().contains("1◂"), "{}", rig.frame());
    assert!(rig.frame().contains("cited in s1: The user enjoys"), "{}", rig.frame());
}

#[test]
fn the_ledger_leads_to_the_sentence_that_says_it() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R tab ] ]").wait(10);
    let rows = subject(&rig).ledger().len();
    assert!(rows >= 3);
    for at in 0..rows {
        rig.keys("g").keys(&"j ".repeat(at)).keys("enter");
        let profile = &rig.app.screens().profile;
        assert_eq!(profile.focus.pane, ProfilePane::Text, "row {at}");
        let row = &subject(&rig).ledger()[at];
        let batch = profile.batch(subject(&rig)).unwrap();
        let sentences = profile.sentences(subject(&rig));
        let pair = sentences[profile.sentence(sentences.len()).unwrap()];
        let entry = row.cells[batch - 1].unwrap();
        assert_eq!(pair.after.as_ref().unwrap().number, entry.sentence, "row {at}");
        rig.keys("esc");
        assert!(rig.app.screens().profile.focus.is_on(BehindTab::Ledger));
    }
}

#[test]
fn evidence_is_walked_from_sentence_to_sentence() {
    let (run, ..) = citing();
    let mut rig = open((120, 40), run);
    rig.keys("g enter");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        let profile = &rig.app.screens().profile;
        let sentences = profile.sentences(subject(&rig)).len();
        seen.insert(profile.sentence(sentences));
        rig.keys("j");
    }
    let all = rig.app.screens().profile.sentences(subject(&rig)).len();
    assert_eq!(seen.len(), all, "every sentence is come to");
    rig.keys(&"k ".repeat(60));
    assert_eq!(rig.app.screens().profile.sentence(all), Some(0));
}

#[test]
fn the_estimates_of_the_simulator_stand_apart_from_what_is_checked() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter R h g").wait(10);
    let frame = rig.frame();
    let at = |text: &str| frame.find(text).unwrap_or_else(|| panic!("no {text}\n{frame}"));
    assert!(at("checked here, not by a model") < at("The offline simulator's estimates"));
    assert!(frame.contains("dramas  +0.42  sd 0.20, from 7 ratings"), "{frame}");
    assert!(at("from 7 ratings") < at("Simulator says of B3"));
}

#[test]
fn an_update_that_claims_more_than_the_words_do_stands_beside_no_words_changed() {
    let mut run = made_up::finished_run(&small(), 1);
    run.states[3].profile = run.states[2].profile.clone();
    run.states[3].update = Some("Everything is different now.".to_owned());
    for size in [(60, 18), (80, 24), (120, 40), (200, 60)] {
        let mut rig = open(size, run.clone());
        let frame = rig.frame();
        assert!(
            frame.contains("no words changed") && frame.contains("Everything is different now."),
            "{frame}"
        );
    }
}

#[test]
fn a_first_profile_and_an_unwritten_batch_say_what_they_are() {
    for size in [(60, 18), (80, 24), (120, 40), (200, 60)] {
        let mut rig = Rig::new(size);
        rig.keys("j enter r").wait(10);
        assert!(rig.frame().contains("first profile: nothing to compare with"), "{}", rig.frame());
        rig.keys("l");
        assert!(rig.frame().contains("Batch 2 is not written yet."), "{}", rig.frame());
        rig.keys("enter");
        assert!(rig.frame().contains("open: there is no sentence yet"), "{}", rig.frame());
        for _ in 0..8 {
            rig.keys("]");
            rig.frame();
        }
    }
}

#[test]
fn a_heavy_rewrite_is_read_as_two_texts_with_the_ledger_on_top() {
    let mut run = made_up::finished_run(&small(), 1);
    run.states[2].profile =
        "They love drama for the long silences between two people. Horror is avoided.".to_owned();
    run.states[3].profile =
        "What counts is comedy now. The long silences between two people are gone. Westerns please \
                             them. Musicals do not."
            .to_owned();
    let mut rig = open((200, 60), run);
    let marked = rig.marked();
    assert!(marked.contains("mostly rewritten: 1 of 4 sentences pair"), "{marked}");
    assert!(marked.contains("Ledger: "), "{marked}");
    assert!(marked.contains("{+the long silences+}") && marked.contains("{+The long silences"), "{marked}");
    assert!(marked.contains("{+") && !marked.contains("[-What"), "{marked}");
}

#[test]
fn one_rewritten_sentence_is_unfolded_or_all_of_them() {
    let mut run = made_up::finished_run(&small(), 1);
    run.states[2].profile =
        "They are lukewarm about broad comedy, slapstick and parody, and of the farces set in grand hotels. \
         Nothing else is said. Viewers call their taste in quiet drama, slow mysteries and thrillers, and in the tales told at sheriff offices."
            .to_owned();
    run.states[3].profile =
        "They are lukewarm about broad comedy, unlike musicals, westerns and of the war films of old. Nothing else \
         is said. Viewers call their taste in quiet drama, unlike cartoons, operas and in the spy films of late."
            .to_owned();
    let mut rig = open((80, 24), run);
    rig.keys("v");
    let diff = subject(&rig).diff(4).unwrap();
    assert_eq!(diff.count(lusifer::diff::Class::Rewritten), 2, "{diff:?}");
    let shown = |rig: &mut Rig| {
        let frame = rig.frame();
        (frame.contains("grand hotels"), frame.contains("sheriff offices"))
    };
    assert_eq!(shown(&mut rig), (false, false));
    rig.keys("G space");
    assert_eq!(shown(&mut rig), (false, true), "only what was selected\n{}", rig.frame());
    rig.keys("a");
    assert_eq!(shown(&mut rig), (true, true));
    rig.keys("g space");
    assert_eq!(shown(&mut rig), (false, true));
    rig.keys("a a");
    assert_eq!(shown(&mut rig), (false, false), "one folded: all unfold, and then all fold");
    rig.keys("j space");
    assert!(rig.frame().contains("pick: this sentence is not a rewritten one"), "{}", rig.frame());
}

#[test]
fn the_raw_state_is_the_stored_one() {
    let mut run = made_up::finished_run(&small(), 1);
    run.states[3].profile = "Escapes \u{1b}[31m and \u{202e}overrides.".to_owned();
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut rig = open(size, run.clone());
        rig.keys("[");
        assert_eq!(rig.app.screens().profile.focus.text, TextTab::Raw);
        rig.keys("G").keys(&"k ".repeat(9));
        let frame = rig.frame();
        assert!(frame.contains("\\u001b[31m") && frame.contains("\\u202eoverrides"), "{frame}");
    }
}

#[test]
fn the_next_batch_can_be_asked_for_as_soon_as_one_is_there() {
    let mut rig = Rig::new((120, 40));
    rig.keys("j enter");
    rig.answers = false;
    rig.keys("r");
    let (first, _) = rig.workspace.pending.last().cloned().unwrap();
    let mut run = made_up::finished_run(&small(), 1);
    run.states.truncate(1);
    rig.send(Message::Job { id: first, news: News::StateWritten(Box::new(run)) });
    // It has not said that it is done, and need not have.
    rig.keys("r");
    let started = |rig: &Rig| {
        rig.workspace.pending.iter().filter(|(_, work)| matches!(work, Work::WriteNext { .. })).count()
    };
    assert_eq!(started(&rig), 2, "{}", rig.frame());
    rig.send(Message::Job { id: first, news: News::Done });
    assert!(
        rig.app.jobs().running(Kind::Write).is_some(),
        "the late word of the first does not end the second"
    );
}

#[test]
fn no_verdict_calls_a_sentence_false() {
    for verdict in [
        Verdict::Supported,
        Verdict::Weak,
        Verdict::Contradicted,
        Verdict::NoEvidence,
        Verdict::CouldNotCheck,
    ] {
        assert!(!verdict.word().contains("false"));
    }
}

#[test]
fn what_a_model_says_that_its_claims_rest_on_stands_apart_each_id_looked_up() {
    use lusifer::domain::{Id, StatedClaim};
    let data = small();
    let (mut run, ..) = citing();
    let items = &data.dataset.items;
    let rated = |run: &Run, batch: usize| run.states[batch - 1].interactions[0].item.clone();
    let user = subject(&open((120, 40), run.clone())).user;
    let stranger =
        items.all().find(|item| data.dataset.rating_of(user, items.id(*item).as_ref().unwrap()).is_none());
    let stranger = items.id(stranger.unwrap()).unwrap();
    let claim = |claim: &str, items: Vec<Id>| StatedClaim { claim: claim.to_owned(), items };
    run.states[3].claims = vec![
        claim(
            "Likes\u{1b}[31m what is \u{202e}slow.",
            vec![rated(&run, 4), rated(&run, 2), stranger, Id::Number(987_654)],
        ),
        claim("Is hard to please.", Vec::new()),
    ];
    for size in [(60, 18), (80, 24), (120, 40), (200, 60)] {
        let mut rig = open(size, run.clone());
        // The sentence that cites nothing leaves most room.
        rig.keys("j enter");
        let mut frames = rig.frame();
        let rows = subject(&rig).account(4).unwrap().stated[0].items.len() + 5;
        for _ in 0..rows {
            frames += &rig.keys("j").frame();
        }
        for words in [
            "Simulator says that the claims of B4 rest on",
            "Likes[31m what is slow.",
            "in B4",
            "earlier, in B2",
            "not rated by the user !",
            "item 987654",
            "unknown id !",
            "nothing",
        ] {
            assert!(frames.contains(words), "{size:?} lacks {words:?}\n{frames}");
        }
        // From one of them to the item, and from one that is nobody's nowhere.
        rig.keys("enter");
        assert!(rig.app.screens().profile.focus.is_on(BehindTab::Why), "{}", rig.frame());
        rig.keys("k k enter");
        assert!(rig.app.screens().profile.focus.is_on(BehindTab::Items), "{}", rig.frame());
        assert_eq!(rig.app.screens().profile.batch(subject(&rig)), Some(2));
    }
}
