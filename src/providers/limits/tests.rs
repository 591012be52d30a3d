use super::*;

fn gate(concurrency: usize, requests: Option<u32>, tokens: Option<u32>) -> Gate {
    Gate::new(&Limits { concurrency, requests_per_minute: requests, tokens_per_minute: tokens })
}

async fn through(gate: &Gate, estimate: u64) -> Leave {
    gate.enter(estimate, |_| ()).await.unwrap()
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
}

#[tokio::test(start_paused = true)]
async fn no_minute_sees_more_requests_than_allowed() {
    for limit in [1_u32, 7, 60, 500] {
        let gate = gate(1000, Some(limit), None);
        let start = Instant::now();
        let mut sent = Vec::new();
        for _ in 0..limit * 3 {
            through(&gate, 10).await.settle(None);
            sent.push(start.elapsed().as_secs_f64());
        }
        for (i, at) in sent.iter().enumerate() {
            let within = sent[i..].iter().take_while(|later| **later < at + 59.9).count();
            assert!(within <= limit as usize, "{within} in the minute from {at} at a limit of {limit}");
        }
        let whole = start.elapsed().as_secs_f64();
        assert!(whole < 60.0 * 3.0 * 1.06, "{whole} s for three minutes' worth of {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_are_taken_by_estimate_and_settled_by_use() {
    // A bucket of 600 that fills with 190 a second.
    let gate = gate(10, None, Some(12_000));
    let start = Instant::now();
    through(&gate, 600).await.settle(Some(600 + 1900));
    through(&gate, 1).await.settle(Some(1));
    let owed = start.elapsed().as_secs_f64();
    assert!((9.9..10.1).contains(&owed), "1,900 tokens owed take ten seconds, not {owed}");
    let start = Instant::now();
    through(&gate, 600).await.settle(Some(0));
    through(&gate, 600).await.settle(Some(0));
    let waited = start.elapsed().as_secs_f64();
    assert!((3.0..3.3).contains(&waited), "what was not used is given back: {waited}");
}

#[tokio::test(start_paused = true)]
async fn a_request_larger_than_the_limit_goes_when_the_bucket_is_full() {
    let gate = gate(10, None, Some(1000));
    let start = Instant::now();
    through(&gate, 50_000).await.settle(Some(500));
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn as_many_as_allowed_are_under_way() {
    let gate = gate(2, None, None);
    let first = through(&gate, 1).await;
    let _second = through(&gate, 1).await;
    let third = tokio::time::timeout(Duration::from_secs(5), gate.enter(1, |_| ()));
    assert!(third.await.is_err(), "the third waits");
    drop(first);
    through(&gate, 1).await;
}

#[tokio::test(start_paused = true)]
async fn who_is_in_a_hurry_waits_for_limits_of_the_settings_alone() {
    let held = gate(4, None, None);
    held.hold(Duration::from_mins(1));
    let start = Instant::now();
    let (_, ()) = tokio::join!(through(&held, 1), async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        held.let_through();
    });
    assert_eq!(start.elapsed(), Duration::from_secs(3));

    let limited = gate(4, Some(60), None);
    let start = Instant::now();
    for _ in 0..4 {
        through(&limited, 1).await.settle(None);
    }
    let usual = start.elapsed();
    let start = Instant::now();
    let (_, ()) = tokio::join!(through(&limited, 1), async { limited.let_through() });
    assert!(usual > Duration::from_secs(1) && start.elapsed() > Duration::from_millis(900), "{usual:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_to_wait_is_left_alone() {
    let gate = gate(4, None, None);
    let start = Instant::now();
    gate.hold(Duration::from_secs(20));
    gate.hold(Duration::from_secs(5));
    let said = Mutex::new(Vec::new());
    let leave = gate.enter(1, |held| said.lock().unwrap().push(held)).await;
    assert!(leave.is_some() && start.elapsed().as_secs() == 20, "{:?}", start.elapsed());
    assert_eq!(*said.lock().unwrap(), [Held::For(Duration::from_secs(20))], "how long is said beforehand");
    gate.hold(Duration::from_hours(23));
    through(&gate, 1).await;
    assert!(start.elapsed() < Duration::from_secs(200), "but a day is not waited for in silence");
}

#[tokio::test(start_paused = true)]
async fn the_servers_own_figures_are_kept() {
    let gate = gate(100, None, None);
    let now = SystemTime::now();
    let start = Instant::now();
    gate.hear(
        &headers(&[("x-ratelimit-remaining-requests", "2"), ("x-ratelimit-reset-requests", "30s")]),
        now,
    );
    through(&gate, 1).await;
    through(&gate, 1).await;
    assert!(start.elapsed() < Duration::from_secs(1), "two are left");
    through(&gate, 1).await;
    assert_eq!(start.elapsed().as_secs(), 30, "the third waits until they are back");

    let start = Instant::now();
    let tokens = [
        ("x-ratelimit-limit-tokens", "10000"),
        ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "1m0s"),
    ];
    gate.hear(&headers(&tokens), now);
    through(&gate, 1000).await;
    assert_eq!(start.elapsed().as_secs(), 6, "a tenth of the limit is back after a tenth of the time");
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_blocks_nobody() {
    let gate = gate(1, None, None);
    gate.hold(Duration::from_secs(10));
    let start = Instant::now();
    for _ in 0..5 {
        let gone = tokio::time::timeout(Duration::from_secs(1), gate.enter(1, |_| ()));
        assert!(gone.await.is_err());
    }
    through(&gate, 1).await;
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_place_is_told_so_also_behind_others() {
    let gate = gate(2, None, None);
    let (one, _other) = (through(&gate, 1).await, through(&gate, 1).await);
    let told = |said: &Mutex<Vec<Held>>| said.lock().unwrap().clone();
    let (first, second) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let mut waits = Box::pin(gate.enter(1, |held| first.lock().unwrap().push(held)));
    assert!(futures::poll!(&mut waits).is_pending());
    let mut behind = Box::pin(gate.enter(1, |held| second.lock().unwrap().push(held)));
    assert!(futures::poll!(&mut behind).is_pending());
    assert_eq!((told(&first), told(&second)), (vec![Held::Full(2)], vec![Held::Full(2)]));
    drop(one);
    let third = waits.await;
    assert!(third.is_some() && futures::poll!(&mut behind).is_pending(), "one at a time");
    drop(third);
    assert!(behind.await.is_some());
}
