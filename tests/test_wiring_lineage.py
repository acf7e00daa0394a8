"""A model and a report that one step takes belong together by what the report is about."""

from __future__ import annotations

from pipec.compiler.model import Place
from wiring_language import MODEL, Contract, give, need, wire

FIT = Contract("Fit", "Training", give("model", MODEL))
GAUGE = Contract("Gauge", "Processing", need("model", MODEL), give("gauged", report="gauged.json"))
RATE = Contract("Rate", "Processing", need("model", MODEL), give("rated", report="rated.json"))


def registering(port: str, *, sources: str = "", place: Place | None = None) -> Contract:
    """A registration with one more input."""
    report = need(port, sources=sources, required=False, place=place)
    return Contract("Keep", "RegisterModel", need("model", MODEL), report)


def test_a_registration_takes_the_report_about_its_model_under_any_name() -> None:
    """Where the registry has the model's quality, or where its own list names the step."""
    quality = Place("ModelMetrics.ModelQuality.Statistics", only=False)
    steps = [FIT("fit"), GAUGE("gauge")]

    for keep in (registering("wer", place=quality), registering("fitness", sources="Gauge")):
        wires, codes, _ = wire(*steps, keep("keep"))
        assert (wires["keep." + keep.inputs[1].name], codes) == ("gauge.gauged", [])

    wires, codes, _ = wire(*steps, registering("wer")("keep"))
    assert (wires["keep.wer"], codes) == (None, [])


def test_a_list_of_its_own_says_which_report_is_meant() -> None:
    """Another one about the model is none, alone or beside the listed one."""
    keep = registering("metrics", sources="Gauge")

    wires, codes, _ = wire(FIT("fit"), RATE("rate"), keep("keep"))
    assert (wires["keep.metrics"], codes) == (None, [])

    wires, codes, _ = wire(FIT("fit"), RATE("rate"), GAUGE("gauge"), keep("keep"))
    assert (wires["keep.metrics"], codes) == ("gauge.gauged", [])


def test_an_open_model_elsewhere_keeps_no_report_from_its_registration() -> None:
    """Only what the open step finds out may be about the model, too, if it fits as well."""
    fit_b = Contract("FitB", "Training", give("model_b", MODEL))
    other = Contract("Other", "Processing", need("network", MODEL), give("shape"))
    steps = [FIT("fit"), fit_b("fit_b"), other("other"), registering("metrics")("keep")]

    wires, codes, _ = wire(*steps, GAUGE("gauge", only={"model": "fit"}))
    assert (wires["other.network"], wires["keep.metrics"]) == (None, "gauge.gauged")
    assert codes == ["PC201"]

    rate = Contract("Rate", "Processing", need("network", MODEL), give("rated", report="r.json"))
    wires, _, _ = wire(*steps, GAUGE("gauge", only={"model": "fit"}), rate("rate"))
    assert (wires["rate.network"], wires["keep.metrics"]) == (None, None)


def test_a_registration_takes_the_report_to_which_the_others_have_led() -> None:
    """Of two that fit alike; not if somebody goes on with what its step gives."""
    report = give("metrics", report="metrics.json")
    rate = Contract("Rate", "Processing", need("model", MODEL), give("answers"), report)
    tell = Contract("Tell", "Processing", need("answers"), report, give("plots"))
    keep = Contract("Keep", "RegisterModel", need("model", MODEL), need("metrics"))
    steps = [FIT("fit"), rate("rate"), tell("tell"), keep("keep")]

    wires, codes, _ = wire(*steps)
    assert (wires["keep.metrics"], codes) == ("tell.metrics", [])

    wires, codes, _ = wire(*steps, Contract("Show", "Processing", need("plots"))("show"))
    assert (wires["keep.metrics"], codes) == (None, ["PC202"])


def test_of_reports_that_do_not_follow_from_each_other_the_user_says_which() -> None:
    """Both tell of the same answers."""
    report = give("metrics", report="metrics.json")
    rate = Contract("Rate", "Processing", need("model", MODEL), give("answers"))
    tell = Contract("Tell", "Processing", need("answers"), report)
    keep = Contract("Keep", "RegisterModel", need("model", MODEL), need("metrics"))

    wires, _, _ = wire(FIT("fit"), rate("rate"), tell("tell"), tell("again"), keep("keep"))

    assert wires["keep.metrics"] is None


def test_what_is_no_registration_may_mean_the_earlier_report() -> None:
    """A gate has nothing to do with the last one in particular."""
    report = give("metrics", report="metrics.json")
    rate = Contract("Rate", "Processing", need("model", MODEL), give("answers"), report)
    tell = Contract("Tell", "Processing", need("answers"), report)
    gate = Contract("Gate", "Processing", need("metrics"))

    wires, _, _ = wire(FIT("fit"), rate("rate"), tell("tell"), gate("gate"))

    assert wires["gate.metrics"] is None


def test_of_two_models_the_user_says_which_is_registered() -> None:
    """That one has led to the other makes no report of it."""
    learn = Contract("Learn", "Training", need("rows"), give("model", MODEL))
    read = Contract("Read", "Processing", give("rows"))
    guess = Contract("Guess", "Processing", need("model", MODEL), give("guessed_rows"))
    keep = Contract("Keep", "RegisterModel", need("model", MODEL))
    steps = [read("read"), learn("learn", draws="read"), guess("guess", draws="learn")]

    wires, _, _ = wire(*steps, learn("learn_more", draws="guess"), keep("keep"))

    assert (wires["learn_more.rows"], wires["keep.model"]) == ("guess.guessed_rows", None)
