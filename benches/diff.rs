//! Speed of the diff: two profiles of about 220 words, and texts far beyond any profile.
//!
//! `cargo bench --bench diff`. Measured on two cores, medians: two profiles 0.33 ms, a profile with itself 0.16 ms,
//! 220,000 words 0.15 s, 50,000 sentences on either side without one in common 0.26 s. A word diff of the same two
//! texts that knows nothing of sentences, the start of a process included:
//!
//! ```text
//! time git diff --no-index --word-diff BEFORE.txt AFTER.txt
//! ```

use divan::{Bencher, black_box};
use lusifer::diff::{compare, shared_runs};

fn main() {
    divan::main();
}

const BEFORE: &str = "The user shows a strong preference for comedy, drama, and romance, as seen in the high \
    ratings for 'Lanterns at Noon' (5), 'The Quiet Ferry' (5), and 'Paper Orchards' (5). This suggests an \
    appreciation for character-driven stories that explore emotional and psychological themes. The user enjoys \
    films with complex characters and relationships, as seen in their affinity for romantic comedies that blend \
    humor with serious matter. Additionally, the high rating for the documentary 'Salt Harvest' (5) points to an \
    interest in real-life stories and artistic expression.\n\nConversely, the user has rated action and thriller \
    films like 'Winter's Edge' (2) and 'Steel Meridian' (2) poorly, which indicates a lower interest in plots \
    that focus on special effects over the growth of a character. The ratings also suggest an aversion to films \
    that are violent or that put spectacle above narrative depth.\n\nOverall, this profile shows that the user \
    values storytelling, emotional resonance, and the study of character, often favoring films that combine \
    humor with deeper themes. Among unseen films, the user is likely to rate those higher that have these \
    qualities, particularly comedies and dramas, while films with heavy action or shallow plots may receive \
    lower ratings. A rating of 'Mr. Hollis Departs' (4) shows patience with slow openings, and older films do \
    not put the user off, provided that the people in them talk like people and that the ending is earned rather \
    than announced.";

const AFTER: &str = "The user continues to show a strong preference for comedy, drama, and romance, as seen in \
    the high ratings for 'A Map of Wednesdays' (5), 'The Quiet Ferry' (5), and 'Greenhouse' (4). This reinforces \
    an appreciation for character-driven stories that offer emotional depth. The user enjoys films with complex \
    relationships, as shown by romantic comedies that blend humor with serious matter. Recent ratings reveal a \
    slightly more varied taste, including moderate scores for lighter stories such as 'Picnic Rules' (3) and \
    'Two Left Shoes' (3).\n\nConversely, the user has rated action and thriller films like 'Iron Tide' (1) and \
    'Steel Meridian' (2) poorly, which indicates a lower interest in plots that focus on special effects over \
    the growth of a character. Children's films are a new topic and are rated low, suggesting that the user wants \
    mature themes.\n\nOverall, this profile shows that the user values storytelling, emotional resonance, and \
    the study of character, with shallow plots consistently receiving lower ratings. A rating of 'Mr. Hollis \
    Departs' (4) shows patience with slow openings, and older films do not put the user off, provided that the \
    people in them talk like people and that the ending is earned rather than announced. Documentaries remain \
    welcome, especially those about work, music, and places far away, and the user finishes long ones without \
    complaint. The low rating for 'Neon Parish' (2) fits a wish for coherent plots rather than for shock or for \
    style alone.";

#[divan::bench]
fn two_profiles(bencher: Bencher<'_, '_>) {
    bencher.bench(|| compare(black_box(BEFORE), black_box(AFTER)));
}

#[divan::bench]
fn a_profile_with_itself(bencher: Bencher<'_, '_>) {
    bencher.bench(|| compare(black_box(BEFORE), black_box(BEFORE)));
}

#[divan::bench]
fn shared_runs_of_two_profiles(bencher: Bencher<'_, '_>) {
    bencher.bench(|| shared_runs(black_box(BEFORE), black_box(AFTER)));
}

#[divan::bench(args = [10, 1_000], sample_count = 10)]
fn many_profiles_in_one_text(bencher: Bencher<'_, '_>, copies: usize) {
    let (before, after) = (BEFORE.repeat(copies), AFTER.repeat(copies));
    bencher.bench(|| compare(black_box(&before), black_box(&after)));
}

/// Sentences without a counterpart: 50,000 on either side.
#[divan::bench(sample_count = 5)]
fn nothing_in_common(bencher: Bencher<'_, '_>) {
    let text = |salt: u64| {
        let sentence = |n: u64| format!("Word {} and then {}. ", n * 31 + salt, n * 17 + salt);
        (0..50_000).map(sentence).collect::<Vec<_>>().concat()
    };
    let (before, after) = (text(1), text(500_000_000));
    bencher.bench(|| compare(black_box(&before), black_box(&after)));
}
