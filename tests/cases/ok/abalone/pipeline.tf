# The SageMaker pipeline AbalonePipeline, written by pipec from pipeline.yaml.
# Do not edit: change pipeline.yaml and compile again.
# Before you deploy it, `pipec upload pipeline.yaml`, with the same --env and --var, puts the local code that it names into S3.

resource "aws_sagemaker_pipeline" "AbalonePipeline" {
  pipeline_name         = "AbalonePipeline"
  pipeline_display_name = "AbalonePipeline"
  pipeline_description  = "Predict the age of abalone; register the model when it is good enough."
  role_arn              = "arn:aws:iam::111122223333:role/SageMakerRole"

  pipeline_definition = <<JSON
{
  "Version": "2020-12-01",
  "Metadata": {},
  "Parameters": [
    {
      "Name": "InputData",
      "Type": "String",
      "DefaultValue": "s3://example-bucket/abalone/abalone.csv"
    },
    {
      "Name": "TrainingInstanceType",
      "Type": "String",
      "DefaultValue": "ml.m5.xlarge",
      "EnumValues": [
        "ml.m5.xlarge",
        "ml.m5.4xlarge"
      ]
    },
    {
      "Name": "ModelApprovalStatus",
      "Type": "String",
      "DefaultValue": "PendingManualApproval"
    },
    {
      "Name": "MseThreshold",
      "Type": "Float",
      "DefaultValue": 6.0
    }
  ],
  "PipelineExperimentConfig": {
    "ExperimentName": {
      "Get": "Execution.PipelineName"
    },
    "TrialName": {
      "Get": "Execution.PipelineExecutionId"
    }
  },
  "MlflowConfig": null,
  "Steps": [
    {
      "Name": "PreprocessAbaloneData",
      "Type": "Processing",
      "Arguments": {
        "ProcessingInputs": [
          {
            "InputName": "raw_data",
            "S3Input": {
              "S3Uri": {
                "Get": "Parameters.InputData"
              },
              "LocalPath": "/opt/ml/processing/input/raw_data",
              "S3DataType": "S3Prefix",
              "S3InputMode": "File",
              "S3DataDistributionType": "FullyReplicated",
              "S3CompressionType": "None"
            }
          },
          {
            "InputName": "code",
            "S3Input": {
              "S3Uri": "s3://example-bucket/AbalonePipeline/code/c27252fedb8e9050b0b4dc1f02b2e7242f52029a7e497412dfa99cdeea0e9b9c/preprocess.py",
              "LocalPath": "/opt/ml/processing/input/code",
              "S3DataType": "S3Prefix",
              "S3InputMode": "File",
              "S3DataDistributionType": "FullyReplicated",
              "S3CompressionType": "None"
            }
          }
        ],
        "ProcessingOutputConfig": {
          "Outputs": [
            {
              "OutputName": "train",
              "S3Output": {
                "S3Uri": {
                  "Std:Join": {
                    "On": "",
                    "Values": [
                      "s3://example-bucket/AbalonePipeline/",
                      {
                        "Get": "Execution.PipelineExecutionId"
                      },
                      "/PreprocessAbaloneData/output/train"
                    ]
                  }
                },
                "LocalPath": "/opt/ml/processing/train",
                "S3UploadMode": "EndOfJob"
              }
            },
            {
              "OutputName": "validation",
              "S3Output": {
                "S3Uri": {
                  "Std:Join": {
                    "On": "",
                    "Values": [
                      "s3://example-bucket/AbalonePipeline/",
                      {
                        "Get": "Execution.PipelineExecutionId"
                      },
                      "/PreprocessAbaloneData/output/validation"
                    ]
                  }
                },
                "LocalPath": "/opt/ml/processing/validation",
                "S3UploadMode": "EndOfJob"
              }
            },
            {
              "OutputName": "test",
              "S3Output": {
                "S3Uri": {
                  "Std:Join": {
                    "On": "",
                    "Values": [
                      "s3://example-bucket/AbalonePipeline/",
                      {
                        "Get": "Execution.PipelineExecutionId"
                      },
                      "/PreprocessAbaloneData/output/test"
                    ]
                  }
                },
                "LocalPath": "/opt/ml/processing/test",
                "S3UploadMode": "EndOfJob"
              }
            }
          ]
        },
        "ProcessingResources": {
          "ClusterConfig": {
            "InstanceCount": 1,
            "InstanceType": "ml.m5.xlarge",
            "VolumeSizeInGB": 30
          }
        },
        "StoppingCondition": {
          "MaxRuntimeInSeconds": 3600
        },
        "AppSpecification": {
          "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
          "ContainerEntrypoint": [
            "python3",
            "/opt/ml/processing/input/code/preprocess.py"
          ]
        },
        "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole"
      }
    },
    {
      "Name": "TrainAbaloneModel",
      "Type": "Training",
      "Arguments": {
        "HyperParameters": {
          "objective": "reg:squarederror",
          "num_round": "50",
          "max_depth": "5",
          "eta": "0.2",
          "gamma": "4",
          "min_child_weight": "6",
          "subsample": "0.7"
        },
        "AlgorithmSpecification": {
          "TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
          "TrainingInputMode": "File"
        },
        "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        "InputDataConfig": [
          {
            "ChannelName": "train",
            "DataSource": {
              "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": {
                  "Get": "Steps.PreprocessAbaloneData.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri"
                },
                "S3DataDistributionType": "FullyReplicated"
              }
            },
            "ContentType": "text/csv",
            "InputMode": "File"
          },
          {
            "ChannelName": "validation",
            "DataSource": {
              "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": {
                  "Get": "Steps.PreprocessAbaloneData.ProcessingOutputConfig.Outputs['validation'].S3Output.S3Uri"
                },
                "S3DataDistributionType": "FullyReplicated"
              }
            },
            "ContentType": "text/csv",
            "InputMode": "File"
          }
        ],
        "OutputDataConfig": {
          "S3OutputPath": "s3://example-bucket/AbalonePipeline/TrainAbaloneModel"
        },
        "ResourceConfig": {
          "InstanceType": {
            "Get": "Parameters.TrainingInstanceType"
          },
          "InstanceCount": 1,
          "VolumeSizeInGB": 30
        },
        "StoppingCondition": {
          "MaxRuntimeInSeconds": 3600
        }
      }
    },
    {
      "Name": "EvaluateAbaloneModel",
      "Type": "Processing",
      "Arguments": {
        "ProcessingInputs": [
          {
            "InputName": "model",
            "S3Input": {
              "S3Uri": {
                "Get": "Steps.TrainAbaloneModel.ModelArtifacts.S3ModelArtifacts"
              },
              "LocalPath": "/opt/ml/processing/model",
              "S3DataType": "S3Prefix",
              "S3InputMode": "File",
              "S3DataDistributionType": "FullyReplicated",
              "S3CompressionType": "None"
            }
          },
          {
            "InputName": "test_data",
            "S3Input": {
              "S3Uri": {
                "Get": "Steps.PreprocessAbaloneData.ProcessingOutputConfig.Outputs['test'].S3Output.S3Uri"
              },
              "LocalPath": "/opt/ml/processing/test",
              "S3DataType": "S3Prefix",
              "S3InputMode": "File",
              "S3DataDistributionType": "FullyReplicated",
              "S3CompressionType": "None"
            }
          },
          {
            "InputName": "code",
            "S3Input": {
              "S3Uri": "s3://example-bucket/AbalonePipeline/code/d4fc30aafdb8aeaf714e373d6d36905f976ac3f979f87165ecbf2cf5339023de/evaluate.py",
              "LocalPath": "/opt/ml/processing/input/code",
              "S3DataType": "S3Prefix",
              "S3InputMode": "File",
              "S3DataDistributionType": "FullyReplicated",
              "S3CompressionType": "None"
            }
          }
        ],
        "ProcessingOutputConfig": {
          "Outputs": [
            {
              "OutputName": "evaluation_report",
              "S3Output": {
                "S3Uri": {
                  "Std:Join": {
                    "On": "",
                    "Values": [
                      "s3://example-bucket/AbalonePipeline/",
                      {
                        "Get": "Execution.PipelineExecutionId"
                      },
                      "/EvaluateAbaloneModel/output/evaluation_report"
                    ]
                  }
                },
                "LocalPath": "/opt/ml/processing/evaluation",
                "S3UploadMode": "EndOfJob"
              }
            }
          ]
        },
        "ProcessingResources": {
          "ClusterConfig": {
            "InstanceCount": 1,
            "InstanceType": "ml.m5.xlarge",
            "VolumeSizeInGB": 30
          }
        },
        "StoppingCondition": {
          "MaxRuntimeInSeconds": 3600
        },
        "AppSpecification": {
          "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
          "ContainerEntrypoint": [
            "python3",
            "/opt/ml/processing/input/code/evaluate.py"
          ]
        },
        "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole"
      },
      "PropertyFiles": [
        {
          "PropertyFileName": "evaluation_report",
          "OutputName": "evaluation_report",
          "FilePath": "evaluation.json"
        }
      ]
    },
    {
      "Name": "CheckMSE",
      "Type": "Condition",
      "Arguments": {
        "Conditions": [
          {
            "Type": "LessThanOrEqualTo",
            "LeftValue": {
              "Std:JsonGet": {
                "PropertyFile": {
                  "Get": "Steps.EvaluateAbaloneModel.PropertyFiles.evaluation_report"
                },
                "Path": "regression_metrics.mse.value"
              }
            },
            "RightValue": {
              "Get": "Parameters.MseThreshold"
            }
          }
        ],
        "IfSteps": [
          {
            "Name": "RegisterAbaloneModel",
            "Type": "RegisterModel",
            "Arguments": {
              "ModelPackageGroupName": "AbaloneModels",
              "InferenceSpecification": {
                "Containers": [
                  {
                    "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                    "ModelDataUrl": {
                      "Get": "Steps.TrainAbaloneModel.ModelArtifacts.S3ModelArtifacts"
                    },
                    "Environment": {}
                  }
                ],
                "SupportedTransformInstanceTypes": [
                  "ml.m5.xlarge"
                ],
                "SupportedRealtimeInferenceInstanceTypes": [
                  "ml.m5.large",
                  "ml.m5.xlarge"
                ],
                "SupportedContentTypes": [
                  "text/csv"
                ],
                "SupportedResponseMIMETypes": [
                  "text/csv"
                ]
              },
              "ModelApprovalStatus": {
                "Get": "Parameters.ModelApprovalStatus"
              },
              "ModelMetrics": {
                "ModelQuality": {
                  "Statistics": {
                    "ContentType": "application/json",
                    "S3Uri": {
                      "Std:Join": {
                        "On": "",
                        "Values": [
                          {
                            "Get": "Steps.EvaluateAbaloneModel.ProcessingOutputConfig.Outputs['evaluation_report'].S3Output.S3Uri"
                          },
                          "/evaluation.json"
                        ]
                      }
                    }
                  }
                },
                "Bias": {},
                "Explainability": {}
              },
              "SkipModelValidation": "None"
            }
          }
        ],
        "ElseSteps": [
          {
            "Name": "MSETooHigh",
            "Type": "Fail",
            "Arguments": {
              "ErrorMessage": {
                "Std:Join": {
                  "On": "",
                  "Values": [
                    "MSE is above ",
                    {
                      "Get": "Parameters.MseThreshold"
                    }
                  ]
                }
              }
            }
          }
        ]
      }
    }
  ]
}
JSON
}
