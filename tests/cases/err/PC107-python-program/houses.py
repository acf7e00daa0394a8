from pipec import PipelineBuilder

pipeline = PipelineBuilder("HousePrices")
