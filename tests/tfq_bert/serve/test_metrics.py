from tfq_bert.serve.metrics import Metrics


def test_what_is_counted_can_be_read():
    metrics = Metrics()
    metrics.watch_waiting(lambda: 7)
    metrics.count_request("predict", 200, 0.02)
    metrics.count_request("predict", 400, 0.001)
    metrics.count_batch(20, 0.3)
    metrics.count_batch(3, 0.1)
    lines = metrics.text().decode().splitlines()
    for line in (
        'tfq_bert_requests_total{kind="predict",status="200"} 1.0',
        'tfq_bert_requests_total{kind="predict",status="400"} 1.0',
        'tfq_bert_request_seconds_bucket{kind="predict",le="0.01"} 1.0',
        "tfq_bert_rows_total 23.0",
        'tfq_bert_batch_rows_bucket{le="4.0"} 1.0',
        'tfq_bert_batch_rows_bucket{le="32.0"} 2.0',
        "tfq_bert_batch_seconds_count 2.0",
        "tfq_bert_waiting_rows 7.0",
    ):
        assert line in lines


def test_two_servers_count_apart():
    one, other = Metrics(), Metrics()
    one.count_batch(5, 0.1)
    assert "tfq_bert_rows_total 0.0" in other.text().decode().splitlines()
