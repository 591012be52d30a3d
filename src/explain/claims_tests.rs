//! What recorded and simulated sentences claim, as a table.

use super::*;
use crate::diff::sentences;
use crate::domain::{Dataset, Ids, ItemTexts, Items};

fn vocabulary() -> Vocabulary {
    let genres = [
        "Action",
        "Adventure",
        "Animation",
        "Children's",
        "Comedy",
        "Crime",
        "Documentary",
        "Drama",
        "Fantasy",
        "Film-Noir",
        "Horror",
        "Musical",
        "Mystery",
        "Romance",
        "Sci-Fi",
        "Thriller",
        "War",
        "Western",
    ];
    let genres = genres.iter().map(|name| (*name).into()).collect();
    let items = Items::new(Ids::default(), vec![], vec![], vec![], genres, ItemTexts::default());
    Vocabulary::of(&Dataset {
        name: "made up".into(),
        hash: crate::domain::DataHash(0),
        users: crate::domain::Users::default(),
        items,
        interactions: crate::domain::Interactions::default(),
        scale: crate::domain::RatingScale::ONE_TO_FIVE,
    })
}

fn read(text: &str) -> String {
    let vocabulary = vocabulary();
    let all = sentences(text);
    let said = claims(&vocabulary, &all).into_iter().flatten();
    said.map(|claim| format!("{}{}", claim.mark(), vocabulary.name(claim.subject)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn sentences_claim_what_a_reader_would_say_they_claim() {
    let mut wrong = Vec::new();
    for (text, claims) in [
        // Of a recorded model.
        (
            "The user maintains a strong preference for comedy, drama, and romance genres.",
            "+comedy +drama +romance",
        ),
        (
            "Their aversion to action and thrillers remains evident, as demonstrated by low ratings for 'Muppet Treasure Island' (1), \
             reinforcing their preference for narratives with depth over action-oriented plots.",
            "-action -thriller",
        ),
        ("Their appreciation for films that blend humor with serious themes continues.", "+comedy"),
        ("Conversely, the user maintains a low interest in action and thriller movies.", "-action -thriller"),
        ("The user also rates children's films, like 'Santa Clause' (2), lower.", "-children's"),
        ("They do not enjoy horror, but love for westerns is plain.", "-horror +western"),
        (
            "The user has rated action and thriller movies like 'Starship Troopers' (2) poorly.",
            "-action -thriller",
        ),
        ("There is a slight openness to lighter narratives and animation.", "~light fare ~animation"),
        ("Ratings for musicals are mixed.", "~musical"),
        ("The user is not averse to fantasy.", "~fantasy"),
        ("They are not only fond of noir but also of westerns.", "+film-noir .western"),
        ("Romantic comedies get high ratings while war films disappoint.", "+romance +comedy -war"),
        ("Star ratings for 'War and Peace' (5) are high.", ""),
        (
            "Films from the 1990s please them; films from before 1960 leave them cold.",
            "+the 1990s -before 1960",
        ),
        ("They prefer dramas to anything else.", "+drama"),
        ("Science fiction is named here.", ".sci-fi"),
        // Of the offline simulator.
        (
            "They appear to have a soft spot for thrillers, to go by 'Nikita' (5) and 'Four Rooms' (4).",
            "+thriller",
        ),
        ("Adventure films leave this viewer cold; 'Batman Forever' (1) bears this out.", "-adventure"),
        (
            "Horror films seem to leave this viewer rather cool, with 'The Omen' (2) as the plainest case.",
            "-horror",
        ),
        ("They care noticeably less for romances, to go by 'Pretty Woman' (1).", "-romance"),
        ("They probably care less for children's films, as 'D3: The Mighty Ducks' (1) shows.", "-children's"),
        ("Comedies are less likely to win them over.", "-comedy"),
        ("Mysteries rarely win them over.", "-mystery"),
        ("They have little patience for westerns.", "-western"),
        ("They are clearly drawn to animated films.", "+animation"),
        (
            "Documentaries and romances seem to suit this viewer well, with 'Crumb' (5) as the plainest case.",
            "+documentary +romance",
        ),
        ("Dramas divide them, with 'Disclosure' (4) on one side and 'Jude' (1) on the other.", "~drama"),
        ("How comedies fare depends on the single film: 'Sleeper' (5), but 'Jude' (1).", "~comedy"),
        ("With horror films it can go either way, from 'The Birds' (4) to 'Cujo' (1).", "~horror"),
        (
            "There is next to nothing to go on for mysteries, war films and crime films.",
            ".mystery .war .crime",
        ),
        ("On westerns their ratings are all but silent.", ".western"),
        ("They tend to be harder on films about parents and children.", "-parents and children"),
        ("Whether they really care less for comedies is open, with a slight tilt towards yes.", "~comedy"),
        ("Marks fall clearly when it comes to musicals.", "-musical"),
        ("Towards fantasy films there is a clear reserve.", "-fantasy"),
        ("There are first signs that horror films suit them, too few to rely on.", "~horror"),
        ("By and large dramas are rated above comedies.", "+drama .comedy"),
        ("Musicals are firm favourites.", "+musical"),
        ("Their warmest ratings go to documentaries.", "+documentary"),
    ] {
        let got = read(text);
        if got != claims {
            wrong.push(format!("{text}\n  read {got}\n  not  {claims}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_claim_it_in_other_ways_of_speaking_too() {
    let mut wrong = Vec::new();
    for (text, claims) in [
        // Of the offline simulator, where a taste turned.
        (
            "At first dramas left this viewer cold, to go by 'Jude' (1), but lately they earn high marks, 'Emma' (5) above all.",
            "-drama +drama",
        ),
        (
            "At first war films could do little wrong; lately they disappoint, 'Glory' (1) above all.",
            "+war -war",
        ),
        (
            "Early favourites such as 'Big' (5) speak for comedies, but lately these fall flat.",
            "+comedy -comedy",
        ),
        (
            "The early reserve towards musicals, plain from 'Evita' (1), has softened: lately they get ordinary marks.",
            "-musical",
        ),
        (
            "After the first 20 ratings their taste turns, away from horror films and towards westerns.",
            "-horror +western",
        ),
        // Ways of speaking that were missed or misread in recorded profiles, in other words.
        ("Comedies resonate with them.", "+comedy"),
        ("War films do not resonate with them.", "-war"),
        ("They show a strong dislike for certain titles, mostly horror.", "-horror"),
        ("They are averse to westerns that lack emotional depth.", "-western +emotional depth"),
        ("There is a dislike for films lacking humor.", "+comedy"),
        ("Their aversion to romances and stories without action is plain.", "-romance +action"),
        ("They prefer thrillers without violence.", "+thriller -violence"),
        ("They are critical of stories that do not offer much humor.", "+comedy"),
        ("They enjoy thrillers, steering clear of musicals.", "+thriller -musical"),
        ("They seek out documentaries.", "+documentary"),
        ("Their desire for animation grows.", "+animation"),
        ("Most of the high-rated titles are dramas.", "+drama"),
        ("They clearly disfavor musicals.", "-musical"),
        ("Their ratings move away from fantasy.", "-fantasy"),
        ("There is a broader acceptance of documentaries.", "+documentary"),
        ("Stories of personal struggles and romance please them.", "+romance"),
        ("", ""),
    ] {
        let got = read(text);
        if got != claims {
            wrong.push(format!("{text}\n  read {got}\n  not  {claims}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_say_how_strictly_a_user_rates() {
    let mut wrong = Vec::new();
    for (text, claims) in [
        // Of the offline simulator.
        (
            "They seem a little strict as a rater, perhaps a third of a star below what others give the same films.",
            "+strictness",
        ),
        (
            "They are strict as a rater, on average about half a star below what others give the same films.",
            "+strictness",
        ),
        (
            "High marks are hard to come by: on average a film gets about half a star less from them than from others.",
            "+strictness",
        ),
        (
            "They judge sternly, on average about half a star under what the same films get elsewhere.",
            "+strictness",
        ),
        (
            "They hold films to a high standard, giving on average about a star less than others.",
            "+strictness",
        ),
        ("They seem to hold films to a somewhat higher standard, giving perhaps less.", "+strictness"),
        (
            "They are generous as a rater, on average about half a star above what others give the same films.",
            "-strictness",
        ),
        ("Good marks come easily: on average a film gets half a star more from them.", "-strictness"),
        ("They appear to judge a little kindly, perhaps a third of a star over the rest.", "-strictness"),
        ("They look for what works in films, giving on average half a star more than others.", "-strictness"),
        ("They have not gone below 3 so far.", "-strictness"),
        ("The top mark is no rarity: half of their ratings or more are 5s.", "-strictness"),
        ("Their marks sit close to what others give the same films.", "~strictness"),
        ("In strictness they are hard to tell from the average rater.", "~strictness"),
        ("They are neither strict nor generous compared with other people.", "~strictness"),
        ("Measured against others, their marks are neither high nor low.", "~strictness"),
        ("How strictly they judge compared with others cannot be told yet.", ".strictness"),
        ("It is too early to call them strict or generous.", ".strictness"),
        (
            "Their standards changed along the way: over the first 20 ratings a film got about half a star less than \
             others give, since then about a third of a star more.",
            "-strictness",
        ),
        (
            "How strictly they judge has changed: over the first ten ratings a film got about what others give, \
             since then about half a star less.",
            "+strictness",
        ),
        // As a model may say it.
        ("The user rarely gives a 5.", "+strictness"),
        ("This user is a discerning viewer and hard to please.", "+strictness"),
        ("They rarely award a film 5 stars.", "+strictness"),
        ("They are a generous rater who seldom gives a film a low mark.", "-strictness"),
        ("They rate most films highly.", "-strictness"),
        ("The user is not strict.", "~strictness"),
        // Of something else.
        ("They give dramas less than others do.", ".drama"),
        ("They are critical of comedies without wit.", "-comedy"),
        ("They have high expectations of 'Strictly Ballroom' (5).", ""),
        ("They love dramas, but are strict as a rater.", "+drama +strictness"),
        ("Generous helpings of action please them.", "+action"),
    ] {
        let got = read(text);
        if got != claims {
            wrong.push(format!("{text}\n  read {got}\n  not  {claims}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_claim_points_at_its_words() {
    let vocabulary = vocabulary();
    let all = sentences("Über-fan of “Café”: comedies – and SCIENCE FICTION, though dramas disappoint.");
    let said = claims(&vocabulary, &all);
    let words: Vec<_> = said[0].iter().map(|claim| (&all[0].text[claim.range.clone()], claim.part)).collect();
    assert_eq!(words, [("comedies", 0), ("SCIENCE FICTION", 0), ("dramas", 1)]);
}
